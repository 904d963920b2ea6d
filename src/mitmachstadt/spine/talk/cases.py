"""The comment as a case: shown at once or after a look, hidden with a reason, taken back by its author."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import deadlines
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, DutyKind, NextStep, Owed, Transition, register
from mitmachstadt.spine.cases.usual import MODERATION, hide, state, withdraw
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.talk import actions, town
from mitmachstadt.spine.talk.models import Comment
from mitmachstadt.spine.talk.registry import subject_of

#: Days after which name and account are taken out of a comment: the term of a council is over by then.
DELETE_AFTER_DAYS = 1830

STATES = (
    state("received", pgettext_lazy("case state", "Waits for a look"), "grey inbox", public=False),
    state("shown", pgettext_lazy("comment", "Shown"), "leaf check", final=True),
    state("withdrawn", pgettext_lazy("comment", "Deleted by the author"), "grey minus", public=False, final=True),
    state("hidden", pgettext_lazy("case state", "Hidden"), "grey eye-off", public=False, final=True, hidden=True),
)  # fmt: skip

TRANSITIONS = (
    Transition(
        key="release",
        label=pgettext_lazy("case step", "Release"),
        sources=("received",),
        targets=("shown",),
        roles=(*MODERATION, "house"),
        said=_("Visible to everybody"),
        icon="eye",
        together=True,
    ),
    Transition(
        key="look",
        label=pgettext_lazy("case step", "Look at it again"),
        sources=("shown",),
        targets=("received",),
        roles=("house",),
        said=_("Somebody looks at the changed words"),
        icon="eye",
        public=False,
    ),
    *hide(("received", "shown"), "talk_hidden"),
    withdraw(("received", "shown")),
)


def duty_of(case: Case, day: date) -> Owed | None:
    """Somebody looks at what waits."""
    return deadlines.owed(case, "look", day) if case.state == "received" else None


def next_step(case: Case, person: User) -> NextStep | None:
    """Look at it, then show it or hide it."""
    steps = {step.key: step for step in TRANSITIONS}
    if case.state == "received":
        found = private_details(f"{case.comment.text}\n{case.comment.name}")
        why = (
            _t("Please look closely: the text contains “%(detail)s”. Everybody could see it.")
            % {"detail": found[0].text}
            if found
            else _t("No phone number, e-mail address or bank account was found in the text.")
        )
        return NextStep(
            title=_("Show it to everybody?"), why=why, primary=steps["release"], others=(steps["hide"],)
        )
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=steps["restore"]
        )
    return None


def view(case: Case) -> dict[str, Any]:
    """Context of both panels: the comment and what it is about."""
    comment = Comment.objects.select_related("about", "parent__case").get(case=case)
    subject = subject_of(comment.about)
    return {
        "comment": comment,
        "about": comment.about,
        "about_path": subject.path_of(comment.about) if subject and comment.about.public else "",
    }


def mail_context(case: Case) -> dict[str, Any]:
    """What mails say about a comment."""
    found = view(case)
    return {"comment": found["comment"], "about": found["about"]}


def own_text(case: Case) -> str:
    """The author's words."""
    return str(case.comment.text)


def public_ids() -> QuerySet[Any]:
    """Comments on something that everybody sees."""
    return Comment.objects.filter(about__public=True, about__hidden=False).values("case_id")


def register_kind() -> None:
    """Makes the kind known; called when the app is ready."""
    register(
        CaseKind(
            key=actions.KIND,
            prefix="KO",
            title=pgettext_lazy("comments", "Comment"),
            plural=pgettext_lazy("comments", "Comments"),
            icon="message-2",
            states=STATES,
            transitions=TRANSITIONS,
            duties=(
                DutyKind(key="look", name=pgettext_lazy("case duty", "Look at the comment"), working_days=1),
            ),
            duty_of=duty_of,
            delete_after_days=DELETE_AFTER_DAYS,
            rule_key=town.RULES,
            desk_template="talk/case_panel.html",
            public_template="talk/case_panel.html",
            received_mail="talk_received",
            confirm_mail="talk_received",
            on_move=actions.apply_step,
            next_step=next_step,
            desk_view=view,
            public_view=view,
            own_text=own_text,
            forget=actions.forget,
            follow_many=actions.follow_many,
            text_path="comment__text",
            public_ids=public_ids,
            mail_context=mail_context,
        )
    )
