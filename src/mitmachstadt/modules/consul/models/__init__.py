"""The tables of the take-over."""

from mitmachstadt.modules.consul.models.archive import Page, Picture, Sort
from mitmachstadt.modules.consul.models.source import Author, Claim, Record, Run, Source

__all__ = ["Author", "Claim", "Page", "Picture", "Record", "Run", "Sort", "Source"]
