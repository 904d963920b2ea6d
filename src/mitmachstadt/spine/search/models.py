"""The search table, its narrow public index and the vocabulary; only actions.py writes them."""

from __future__ import annotations

from django.db import models


class EntryQuerySet(models.QuerySet["SearchEntry"]):
    """Questions to the search table."""

    def public(self) -> EntryQuerySet:
        """What everybody may find."""
        return self.filter(public=True)


class SearchEntry(models.Model):
    """One thing that can be looked for, named by `kind` and the `object_id` of its own app."""

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    public = models.BooleanField(default=False)
    weight = models.SmallIntegerField(default=0)
    date = models.DateField(null=True)
    url = models.CharField(max_length=500)
    districts = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    title = models.TextField()
    summary = models.TextField(default="")
    text = models.TextField(default="")

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class IndexRow(models.Model):
    """What ranking and filters need of one public entry, narrow so that 100,000 stay in memory.

    Entries that are not public have no row here, so no query can reach them. The words themselves stand
    in the database's own full text (see backend.py): a virtual table on SQLite, the column `tokens` on
    PostgreSQL.
    """

    entry = models.OneToOneField(SearchEntry, on_delete=models.CASCADE, primary_key=True)
    rank = models.BigIntegerField()
    facets = models.TextField()

    def __str__(self) -> str:
        return f"row of {self.entry_id}"


class SearchWord(models.Model):
    """One word of the public entries: folded (`word`), as people write it (`shown`), its stem both ways.

    The reversed stem makes "ends with" as quick as "begins with"; the table feeds typo correction.
    """

    word = models.CharField(max_length=60, primary_key=True)
    shown = models.CharField(max_length=120)
    stem = models.CharField(max_length=60, db_index=True)
    reversed_stem = models.CharField(max_length=60, db_index=True)

    def __str__(self) -> str:
        return self.shown
