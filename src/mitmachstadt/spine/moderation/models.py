"""What moderation keeps: reports of content, what was hidden why, objections, blocks, points, and figures by quarter."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.cases.models import Case

REASON_WORDS = {
    "link": _("Links: %(detail)s"),
    "repeat": _("The same text came %(detail)s times before"),
    "speed": _("%(detail)s texts of one author within ten minutes"),
    "shouting": _("Written in capitals or with many exclamation marks"),
    "words": _("Words of advertising: %(detail)s"),
}


class Judgement(models.Model):
    """How much a text looks like advertising, and why; it sorts and holds, it never refuses."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="judgement")
    points = models.PositiveSmallIntegerField(db_index=True)
    held = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    kernel_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.points}"

    @property
    def sentences(self) -> list[str]:
        """The reasons in words."""
        return [str(REASON_WORDS[code]) % {"detail": detail} for code, detail in self.reasons]


class Batch(models.Model):
    """One press of a moderator that hid many things or blocked an author; undone as a whole."""

    class Kind(models.TextChoices):
        HIDE = "hide", _("hidden together")
        BLOCK = "block", _("author blocked")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.TextField()
    number = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Hiding(models.Model):
    """One contribution taken out of sight: from which state, why, by whom; the ground of an objection."""

    target = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hidings")
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.SET_NULL, related_name="hidings")
    from_state = models.SlugField(max_length=40)
    was_public = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(undone_at__isnull=True), name="one_open_hiding"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.at:%Y-%m-%d}"


class Block(models.Model):
    """An author from whom nothing is taken for a time, known by a keyed hash alone; it ends by itself."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("account")
        MAIL = "mail", _("e-mail address")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    key_hash = models.CharField(max_length=64)
    # False: the address was never confirmed, so its true owner with an account is not stopped by it.
    confirmed = models.BooleanField(default=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="blocks")
    until = models.DateField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_hash"], condition=Q(lifted_at__isnull=True), name="one_block_an_author"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.until}"


class Ground(models.TextChoices):
    ADVERTISING = "advertising", _("Advertising or fraud")
    INSULT = "insult", _("Insult, hatred or threat")
    PRIVATE = "private", _("Private details of a person")
    ILLEGAL = "illegal", _("Against the law in another way")
    FALSE_PLACE = "false_place", _("Does not belong here")


class ContentReport(models.Model):
    """What somebody reports about a public contribution, answered as a case of its own."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="content_report")
    target = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="content_reports")
    ground = models.CharField(max_length=20, choices=Ground.choices)
    text = models.TextField()

    class Meta:
        verbose_name = pgettext_lazy("moderation", "report of content")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.ground}"


class Objection(models.Model):
    """The author's one objection against a hiding."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="objection")
    hiding = models.OneToOneField(Hiding, on_delete=models.CASCADE, related_name="objection")
    text = models.TextField()

    class Meta:
        verbose_name = pgettext_lazy("moderation", "objection")

    def __str__(self) -> str:
        return f"{self.case_id}"


class QuarterQuerySet(models.QuerySet["Quarter"]):
    """Reads of the figures."""

    def public(self) -> QuarterQuerySet:
        """All of them: they are counts."""
        return self.all()


class Quarter(models.Model):
    """What moderation did in one quarter, in counts alone."""

    key = models.CharField(max_length=7, unique=True)
    reports = models.PositiveIntegerField(default=0)
    upheld = models.PositiveIntegerField(default=0)
    dismissed = models.PositiveIntegerField(default=0)
    hidden = models.PositiveIntegerField(default=0)
    hidden_together = models.PositiveIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)
    blocks = models.PositiveIntegerField(default=0)
    objections = models.PositiveIntegerField(default=0)
    granted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    median_hours = models.PositiveIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = QuarterQuerySet.as_manager()

    class Meta:
        ordering = ["-key"]
        verbose_name = _("quarter of moderation")

    def __str__(self) -> str:
        return self.key


class Pulse(models.Model):
    """How many votes on one case came in one span: of one class of account age (a quarter hour), or from one network (a
    day, known by a hash that nobody can make again once the day is over). Neither persons nor for and against."""

    class Kind(models.TextChoices):
        AGE = "a", _("age of the account")
        NETWORK = "n", _("network")

    subject = models.CharField(max_length=20)
    span = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=1, choices=Kind.choices)
    value = models.CharField(max_length=16)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of votes in a span")
        verbose_name_plural = _("counts of votes in spans")
        constraints = [
            models.UniqueConstraint(fields=["subject", "span", "kind", "value"], name="one_pulse_a_span")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind} {self.votes}"


class PulseSalt(models.Model):
    """The salt for names of networks on one day; deleted with the day."""

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)
