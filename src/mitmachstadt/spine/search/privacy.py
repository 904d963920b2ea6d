"""The search holds only what is public elsewhere, and loses it in the same moment."""

from mitmachstadt.spine.privacy.registry import register

COPY = "A copy of public words; leaves with its original, in the same transaction."
PLAIN = "An index of words without a person; empty, because the platform has its own search."

register.not_personal("search.SearchEntry", COPY, "districts", "topics", "title", "summary", "text")
register.not_personal("search.IndexRow", COPY, "facets")
for label in ("wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry"):
    register.not_personal(label, PLAIN, "*")
