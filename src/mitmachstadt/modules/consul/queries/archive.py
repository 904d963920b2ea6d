"""Pages of the archive: where they stand, what finds them, and to what an old address leads."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.modules.consul.models import Page, Picture, Record
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entries

KIND = "archive"

PAGE = Prepared(
    lambda number: Page.objects.public().select_related("case__unit").filter(case__number=number).order_by()
)
PICTURES = Prepared(lambda page: Picture.objects.select_related("upload").filter(page_id=page))
TARGET = Prepared(
    lambda kind, old_id: (
        Record.objects.filter(kind=kind, old_id=old_id)
        .exclude(target="")
        .order_by("source_id")
        .values_list("target", flat=True)[:1]
    )
)


@cache
def _start() -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse("consul:page", args=["AR-2000-001"]).removesuffix("AR-2000-001/")


def path_of(number: str) -> str:
    """The German address of a page."""
    return f"{_start()}{number}/"


def page_of(number: str) -> Page | None:
    """The public page of that number."""
    return next(iter(PAGE(number)), None)


def target_of(kind: str, old_id: int) -> str:
    """The number here of something of the former platform, "" where it was not carried over."""
    return next(iter(TARGET(kind, old_id)), "") if old_id < 2**63 else ""


def poll_of(word: str) -> str:
    """The number here of a poll that its address names by number or by name, "" where it was not carried over."""
    number = word.split("-", 1)[0]
    if "\0" in word:  # no name there, and a question that PostgreSQL refuses
        return ""
    if number.isdecimal() and (found := target_of("poll", int(number[:18]))):
        return found
    rows = Record.objects.filter(kind="poll", data__slug=word).exclude(target="").order_by("source_id")
    return rows.values_list("target", flat=True).first() or ""


def budget_named(word: str) -> str:
    """The name of a budget that its address names by number or by name, "" for an unknown one."""
    number = word.split("-", 1)[0]
    if "\0" in word:
        return ""
    rows = Record.objects.filter(kind="budget").order_by("source_id")
    rows = rows.filter(old_id=int(number[:18])) if number.isdecimal() else rows.filter(data__slug=word)
    return rows.values_list("data__title", flat=True).first() or ""


def words_of(page: Page) -> str:
    """All words of a page that are found: its text, its questions and the versions of its text."""
    parts = [page.text]
    for one in page.sections:
        parts += [one.get("title", ""), one.get("text", ""), *(row[0] for row in one.get("rows", ()))]
    return "\n\n".join(part for part in parts if part)


def index(pages: list[Page]) -> None:
    """Brings the search into step: public pages stand in it, others do not."""
    shown = [one for one in pages if one.case.public and not one.case.hidden]
    there = {one.pk for one in shown}
    remove_entries(KIND, [one.case.number for one in pages if one.pk not in there])
    index_entries(
        Entry(
            kind=KIND, object_id=one.case.number, title=one.title, summary=short_title(one.text) or one.title,
            text=words_of(one), url=path_of(one.case.number), weight=-10,
            date=timezone.localdate(one.written_at) if one.written_at else None,
        )
        for one in shown
    )  # fmt: skip
