"""The writers of comments: hand in, and what each step of a case means for the comment behind it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.drafts import queries, rules
from mitmachstadt.modules.drafts.actions import KIND as DRAFT
from mitmachstadt.modules.drafts.models import Comment, Draft, Paragraph
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import open_case
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.cases.sender import check_text
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.notify.actions import tell
from mitmachstadt.spine.problems import Problem, refuse_if
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entries

KIND = "draft_comment"


def hand_in(
    paragraph: Paragraph,
    text: str,
    *,
    wording: str = "",
    name: str = "",
    user: User | None = None,
    email: str = "",
    language: str = "de",
    token: str = "",
    sample: bool = False,
) -> tuple[Case, str]:
    """Receives a comment; returns the case and the secret of its link. Raises `Refused`, nothing is written then."""
    draft = paragraph.version.draft
    check_text(text, rules.MAX_TEXT)
    problems = rules.comment_problems(queries.window_of(draft), timezone.localdate())
    if len(wording) > rules.MAX_TEXT:
        problems.append(Problem("wording", "too_long", _("Your text is too long.")))
    if wording.strip() and " ".join(wording.split()) == " ".join(paragraph.text.split()):
        same = _("This is the wording of the town. Please change it, or leave the field empty.")
        problems.append(Problem("wording", "same", same))
    refuse_if(problems)
    parts = (token, draft.number, str(paragraph.key), text.strip(), wording.strip())
    key = hashlib.sha256("\x1f".join(parts).encode()).hexdigest() if token else ""
    return open_case(
        KIND,
        title=short_title(text),
        unit=draft.unit,
        subject_kind=DRAFT,
        subject_id=draft.number,
        sender=user,
        email=email,
        language=language,
        submission_key=key,
        sample=sample,
        attach=lambda case: Comment.objects.create(
            case=case, paragraph=paragraph, text=text.strip(), wording=wording.strip(),
            name=" ".join(name.split())[: rules.MAX_NAME],
        ),
    )  # fmt: skip


def change_text(case: Case, text: str) -> None:
    """Replaces the words of a comment that nobody has released yet."""
    check_text(text, rules.MAX_TEXT)
    Comment.objects.filter(case=case).update(text=text.strip())
    Case.objects.filter(pk=case.pk).update(title=short_title(text))


def forget(case: Case) -> None:
    """Takes the name away; the words stay."""
    Comment.objects.filter(case=case).update(name="")


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """What a step means for the comment; runs inside the transaction of the move."""
    comment = Comment.objects.select_related("paragraph__version__draft").get(case=case)
    comment.case = case
    if step.key == "answer":
        comment.outcome, comment.answer = given.outcome, given.text.strip()
        comment.answered_on = timezone.localdate()
    elif step.key == "restore":
        comment.outcome, comment.answer, comment.answered_on = "", "", None
    comment.save(update_fields=["outcome", "answer", "answered_on"])
    index([comment])
    draft = comment.paragraph.version.draft
    if step.key == "answer" and case.public and draft.is_public:
        with override(settings.LANGUAGE_CODE):
            title = gettext("A comment was answered: %(title)s") % {"title": case.title}
            tell(
                [f"{DRAFT}:{draft.number}"], title=title, text=given.text, path=place_of(comment), sample=case.sample
            )  # fmt: skip


def place_of(comment: Comment) -> str:
    """The German address of the comment on the page of its paragraph."""
    draft = comment.paragraph.version.draft
    with override(settings.LANGUAGE_CODE):
        path = reverse("drafts:paragraph", args=[draft.number, comment.paragraph.key])
    return f"{path}#{comment.case.number}"


def index(comments: list[Comment]) -> None:
    """Brings the search into step: shown comments stand in it with their answer, others do not."""
    shown = [one for one in comments if one.case.public and not one.case.hidden and draft_of(one).is_public]
    there = {one.pk for one in shown}
    remove_entries(KIND, [one.case.number for one in comments if one.pk not in there])
    index_entries(
        Entry(
            kind=KIND,
            object_id=one.case.number,
            title=one.case.title,
            summary=one.text[:300],
            text=f"{one.text}\n{one.wording}\n{one.answer}",
            url=place_of(one),
            date=timezone.localdate(one.case.received_at),
        )
        for one in shown
    )


def draft_of(comment: Comment) -> Draft:
    """The text a comment is about."""
    return comment.paragraph.version.draft


def follow_many(cases: list[Case]) -> None:
    """After many were hidden or shown at once: the search follows."""
    rows = Comment.objects.filter(case__in=cases).select_related("case", "paragraph__version__draft")
    index(list(rows))
