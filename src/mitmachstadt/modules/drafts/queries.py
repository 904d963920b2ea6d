"""Questions about texts under consultation that pages, actions and cases share."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mitmachstadt.modules.drafts import rules
from mitmachstadt.modules.drafts.models import Comment, Draft, Paragraph, Version
from mitmachstadt.spine.city.queries import rule_on

RULE = "entwuerfe"
Row = tuple[int, str, int, str]


def kinds_now() -> tuple[rules.Kind, ...]:
    """The kinds of today; empty where the town has no rules yet."""
    record = rule_on(RULE, timezone.localdate())
    return rules.parse_rules(record.data) if record else ()


def kind_of(draft: Draft) -> rules.Kind:
    """Its kind by the rules of today; a kind the town gave up keeps its key as name."""
    kinds = {kind.key: kind for kind in kinds_now()}
    return kinds.get(draft.kind, rules.Kind(draft.kind, draft.kind.capitalize(), ""))


def window_of(draft: Draft) -> rules.Window:
    """What the rules need to know of it."""
    return rules.Window(draft.state, draft.window_start, draft.window_end)


def public_draft(number: str) -> Draft | None:
    """The text of that number when everybody may read it."""
    found: Draft | None = Draft.objects.public().select_related("unit", "body").filter(number=number).first()
    return found


def public_versions(draft: Draft) -> list[Version]:
    """The versions everybody may read, the oldest first."""
    return list(draft.versions.filter(published_at__isnull=False))


def newest(draft: Draft) -> Version | None:
    """The version that holds now."""
    return draft.versions.filter(published_at__isnull=False).order_by("-number").first()


def prepared(draft: Draft) -> Version | None:
    """The version that staff prepares, if there is one."""
    return draft.versions.filter(published_at__isnull=True).order_by("-number").first()


def rows_of(version: Version) -> list[Row]:
    """Its paragraphs as the comparison takes them."""
    return list(version.paragraphs.values_list("key", "label", "level", "text"))


def comments_on(draft: Draft, key: int | None = None) -> QuerySet[Comment]:
    """Public comments on a text or on one paragraph through all its versions, most agreed with first."""
    found: QuerySet[Comment] = Comment.objects.public().filter(paragraph__version__draft=draft)
    if key is not None:
        found = found.filter(paragraph__key=key)
    found = found.select_related("case__unit", "paragraph__version")
    return found.order_by("-agreements", "id")


def comment_counts(draft: Draft) -> dict[int, int]:
    """How many public comments each paragraph has, by its key."""
    rows = Comment.objects.public().filter(paragraph__version__draft=draft)
    return dict(rows.values_list("paragraph__key").annotate(n=Count("pk")).values_list("paragraph__key", "n"))


def paragraph_at(draft: Draft, key: int) -> Paragraph | None:
    """The newest public paragraph of that key; one that was taken out is found in its last version."""
    return (
        Paragraph.objects.filter(version__draft=draft, key=key, version__published_at__isnull=False)
        .select_related("version")
        .order_by("-version__number")
        .first()
    )


def unanswered(draft: Draft) -> int:
    """Comments that still wait for the town, released or not."""
    rows = Comment.objects.filter(paragraph__version__draft=draft, outcome="")
    return rows.exclude(Q(case__hidden=True) | Q(case__state="withdrawn")).count()


@dataclass(frozen=True)
class Because:
    """A paragraph that changed, with the public comments that led to it."""

    paragraph: Paragraph
    comments: tuple[Comment, ...]


def because_of(version: Version) -> dict[int, Because]:
    """Which comments led to which paragraph of this version, by the paragraph's key; only public ones."""
    found = {}
    rows = version.paragraphs.filter(because__isnull=False).distinct()
    public = set(comments_on(version.draft).values_list("pk", flat=True))
    for paragraph in rows.prefetch_related("because__case"):
        comments = tuple(one for one in paragraph.because.all() if one.pk in public)
        if comments:
            found[paragraph.key] = Because(paragraph, comments)
    return found
