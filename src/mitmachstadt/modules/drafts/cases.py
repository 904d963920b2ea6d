"""The kind of case behind a comment: read, shown, answered as taken over, in part or not, always with the reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from mitmachstadt.modules.drafts import comments
from mitmachstadt.modules.drafts.models import Comment, Outcome
from mitmachstadt.modules.drafts.queries import RULE
from mitmachstadt.modules.drafts.rules import OUTCOMES
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import deadlines
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import (
    CaseKind,
    DutyKind,
    Given,
    NextStep,
    Owed,
    Transition,
    register,
)
from mitmachstadt.spine.cases.usual import MODERATION, STAFF, hide, state, withdraw
from mitmachstadt.spine.moderation.rules import private_details

DELETE_AFTER_DAYS = 400


STATES = (
    state("received", pgettext_lazy("case state", "Arrived"), "grey inbox", public=False),
    state("shown", pgettext_lazy("case state", "Under discussion"), "sky message"),
    state("taken_over", pgettext_lazy("case state", "Taken over"), "leaf check-circle", final=True),
    state("in_part", pgettext_lazy("case state", "Taken over in part"), "sun partly", final=True),
    state("not_taken", pgettext_lazy("case state", "Not taken over"), "grey cross-circle", final=True),
    state("hidden", pgettext_lazy("case state", "Hidden"), "grey eye-off", public=False, final=True, hidden=True),
    state("withdrawn", pgettext_lazy("case state", "Withdrawn"), "grey minus", public=False, final=True),
)  # fmt: skip

TRANSITIONS = (
    Transition(
        key="release",
        label=pgettext_lazy("case step", "Release"),
        sources=("received",),
        targets=("shown",),
        roles=MODERATION,
        said=_("Visible to everybody"),
        icon="eye",
        mail="comment_released",
        together=True,
    ),
    Transition(
        key="answer",
        label=pgettext_lazy("case step", "Answer"),
        sources=("shown",),
        targets=OUTCOMES,
        roles=STAFF,
        needs=frozenset({"outcome", "text"}),
        takes=frozenset({"file"}),
        said=_("Answer of the town"),
        icon="pencil",
        mail="comment_answered",
        together=True,
    ),
    *hide(("received", "shown", *OUTCOMES), "comment_hidden"),
    withdraw(),
)

DUTIES = (
    DutyKind(key="release", name=pgettext_lazy("case duty", "Check and release"), working_days=2),
    DutyKind(key="answer", name=pgettext_lazy("case duty", "Answer"), working_days=20),
)


def duty_of(case: Case, day: date) -> Owed | None:
    """First the check; the days for the answer run from the end of the window, so that all can be weighed together."""
    if case.state == "received":
        return deadlines.owed(case, "release", day)
    if case.state != "shown":
        return None
    comment = Comment.objects.select_related("paragraph__version__draft").get(case=case)
    end = comments.draft_of(comment).window_end
    return deadlines.owed(case, "answer", max(day, end) if end else day)


def target_of(case: Case, step: Transition, given: Given) -> str:
    """An answer leads to its outcome."""
    return given.outcome if given.outcome in step.targets else step.targets[0]


def next_step(case: Case, person: User) -> NextStep | None:
    """The proposal for the present state, with the letter already begun."""
    steps = {step.key: step for step in TRANSITIONS}
    if case.state == "received":
        found = private_details(_words(case.draft_comment))
        why = (
            _t("Please look closely: the text contains “%(detail)s”. Everybody could see it.")
            % {"detail": found[0].text}
            if found
            else _t("No phone number, e-mail address or bank account was found in the text.")
        )
        return NextStep(
            title=_("Show it to everybody?"), why=why, primary=steps["release"], others=(steps["hide"],)
        )
    if case.state == "shown":
        with override(case.language):
            letter = f"{_t('Good day,')}\n\n"
        return NextStep(
            title=_("Does the text take this over?"),
            why=_("Say what changes in the next version, or why nothing does."),
            primary=steps["answer"],
            others=(steps["hide"],),
            letter=letter,
            outcomes=tuple((value, str(label)) for value, label in Outcome.choices),
        )
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=steps["restore"]
        )
    return None


def _words(comment: Comment) -> str:
    return "\n".join((comment.text, comment.wording, comment.name))


def view(case: Case) -> dict[str, Any]:
    """Context of both panels: the comment, its paragraph and the text."""
    comment = Comment.objects.select_related("paragraph__version__draft").get(case=case)
    return {
        "comment": comment,
        "paragraph": comment.paragraph,
        "draft": comments.draft_of(comment),
        "private": private_details(_words(comment)),
    }


def mail_context(case: Case) -> dict[str, Any]:
    """What mails say about a comment."""
    found = view(case)
    return {"comment": found["comment"], "draft": found["draft"], "paragraph": found["paragraph"]}


def public_ids() -> QuerySet[Any]:
    """Cases of comments on texts everybody may read."""
    return Comment.objects.on_public_draft().values("case_id")


def own_text(case: Case) -> str:
    """The sender's words."""
    return str(case.draft_comment.text)


def register_kind() -> None:
    """Makes the kind known; called when the module is ready."""
    register(
        CaseKind(
            key=comments.KIND,
            prefix="K",
            title=pgettext_lazy("case kind", "Comment on a text"),
            plural=pgettext_lazy("case kind", "Comments on texts"),
            icon="message-2",
            states=STATES,
            transitions=TRANSITIONS,
            duties=DUTIES,
            duty_of=duty_of,
            delete_after_days=DELETE_AFTER_DAYS,
            rule_key=RULE,
            desk_template="drafts/comment_panel.html",
            public_template="drafts/comment_panel.html",
            received_mail="comment_received",
            confirm_mail="comment_confirm",
            target_of=target_of,
            on_move=comments.apply_step,
            next_step=next_step,
            desk_view=view,
            public_view=view,
            own_text=own_text,
            change_own_text=comments.change_text,
            forget=comments.forget,
            follow_many=comments.follow_many,
            text_path="draft_comment__text",
            public_ids=public_ids,
            mail_context=mail_context,
        )
    )
