"""Pages that editors write: legal texts, help and news, with drafts and history from the back office."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

# Pages with a promised address of their own.
FIXED = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "gebaerdensprache")
FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr", "image"]


def fingerprint(text: str) -> str:
    """A checksum of the words of a text."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


class PageQuerySet(models.QuerySet["ContentPage"]):
    """Reads of pages."""

    def public(self) -> PageQuerySet:
        """Pages that were published."""
        return self.filter(live=True)


class ContentPage(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """One page under its own short address, such as `/impressum/`."""

    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    lead = models.TextField(_("first sentence"), blank=True)
    body = RichTextField(_("text"), features=FEATURES)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    body_en = RichTextField(_("text in English"), features=FEATURES, blank=True)
    easy_body = RichTextField(_("plain-language text"), features=FEATURES, blank=True)
    # Checksum of the text beside which the plain one was written; empty when nobody knows.
    easy_source = models.CharField(max_length=64, blank=True, editable=False)
    # Checksum of the text as it is, so that states can be counted without reading a text.
    body_source = models.CharField(max_length=64, blank=True, editable=False, db_default="")
    edited = models.BooleanField(default=False, editable=False)
    # Begun by an example editor.
    sample = models.BooleanField(default=False, editable=False, db_default=False)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects: ClassVar[Any] = PageQuerySet.as_manager()
    panels = [
        FieldPanel("slug"),
        FieldPanel("title"),
        FieldPanel("lead"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("body_en")], heading=_("English")),
        FieldPanel("easy_body"),
    ]

    class Meta:
        ordering = ["title"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Remembers for which text a plain version was written, whichever way it came."""
        before = type(self).objects.filter(pk=self.pk).values_list("easy_body", flat=True).first()
        self.body_source = fingerprint(self.body)
        if self.easy_body != (before or ""):
            self.easy_source = self.body_source if self.easy_body else ""
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "easy_source", "body_source"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        if self.slug in FIXED:
            return reverse(f"pages:{self.slug}")
        return reverse("pages:page", args=[self.slug])

    def with_content_json(self, content: Any) -> ContentPage:
        """An earlier version of the words; whether the page is an example belongs to the page, not to a version."""
        page: ContentPage = super().with_content_json(content)
        page.sample = self.sample
        return page

    @property
    def easy_outdated(self) -> bool:
        """True when the text changed after its plain version was written."""
        return bool(self.easy_body and self.easy_source) and self.easy_source != self.body_source

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "content/page.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        return {"page": self, "request": request}


class BarrierFeedback(models.Model):
    """What a person could not use on these pages, answered as a case (BGG NRW § 10b asks for it)."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="barrier_feedback")
    text = models.TextField()
    page = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("barrier feedback")

    def __str__(self) -> str:
        return self.text[:80]
