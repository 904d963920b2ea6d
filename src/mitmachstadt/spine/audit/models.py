"""The log of who changed what, when and why; rows are only ever added (the database refuses the rest).

No row holds a person's name: it holds the pseudonym of the account, and the name is looked up where an entry is read.
When the account is deleted, the pseudonym leads nowhere, and nothing in the log has to be changed.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from mitmachstadt.spine.audit.words import action_words, kind_words

USER = "user"


class LogQuerySet(models.QuerySet["LogEntry"]):
    """Reads of the log."""

    def _fetch_all(self) -> None:
        """Entries that were read together look up their names together, once, when the first is asked."""
        super()._fetch_all()
        rows = self._result_cache or []
        if rows and isinstance(rows[0], LogEntry) and "_together" not in rows[0].__dict__:
            for row in rows:
                row._together = rows

    def public(self) -> LogQuerySet:
        """Entries that everybody may see."""
        return self.filter(public=True)

    def about(self, kind: str, object_id: object) -> LogQuerySet:
        """Entries of one object, newest first."""
        return self.filter(object_kind=kind, object_id=str(object_id)).order_by("-at", "-id")


class LogEntry(models.Model):
    """One change: `changes` is a list of {"field", "old", "new"} in words that people understand.

    `actor_key` is the pseudonym (`User.public_id`) of whoever acted for the town, empty for residents; an entry about
    an account has its pseudonym as `object_id` and no title.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    actor_key = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    object_title = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    sample = models.BooleanField(default=False)

    # Entries that were read in one go; they look up their names together.
    _together: list[LogEntry]

    objects: ClassVar[Any] = LogQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id", "-at"], name="log_of_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_kind} {self.object_id}"

    @property
    def actor_name(self) -> str:
        """Who acted for the town, by the account's present name; "" for residents and programs."""
        return self._name_of(self.actor_key) if self.actor_key else ""

    @property
    def kind_name(self) -> str:
        """What kind of thing the entry is about, in words."""
        return str(kind_words().get(self.object_kind, self.object_kind))

    @property
    def action_name(self) -> str:
        """What happened, where the summary does not say it; "" for an action without words of its own."""
        return str(action_words().get(self.action, "" if self.summary else self.action))

    @property
    def subject_name(self) -> str:
        """What the entry is about, in words."""
        return self._name_of(UUID(self.object_id)) if self.is_about_a_person else self.object_title

    @property
    def is_about_a_person(self) -> bool:
        """True when the subject is an account, which the log knows by its pseudonym."""
        return self.object_kind == USER and len(self.object_id) == 36

    def _name_of(self, key: UUID) -> str:
        together: list[LogEntry] = self.__dict__.get("_together") or [self]
        names: dict[UUID, str] | None = together[0].__dict__.get("_names")
        if names is None:
            names = together[0].__dict__["_names"] = names_of(together)
        return names.get(key) or gettext("former account %(key)s") % {"key": str(key)[:8]}


def names_of(entries: list[LogEntry]) -> dict[UUID, str]:
    """The present names behind all pseudonyms of these entries, in one question."""
    from mitmachstadt.spine.accounts.models import User

    keys = {entry.actor_key for entry in entries if entry.actor_key}
    keys |= {UUID(entry.object_id) for entry in entries if entry.is_about_a_person}
    return {person.public_id: str(person) for person in User.objects.filter(public_id__in=keys)}
