"""Pages of the archive as cases: nobody owes an answer any more, but moderation, reports and comments work as elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from mitmachstadt.modules.consul.actions import pages
from mitmachstadt.modules.consul.models import Page
from mitmachstadt.modules.consul.queries.archive import KIND, index
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import deadlines
from mitmachstadt.spine.cases.former import former_lines
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, DutyKind, Given, NextStep, Owed, Transition, register
from mitmachstadt.spine.cases.usual import MODERATION, hide, state
from mitmachstadt.spine.talk import registry as talk_registry

#: Days after the taking over until names go: as with comments.
DELETE_AFTER_DAYS = 1830

STATES = (
    state("received", pgettext_lazy("case state", "Waits for a look"), "grey inbox", public=False),
    state("archived", pgettext_lazy("archive", "In the archive"), "grey history", final=True),
    state(
        "hidden", pgettext_lazy("case state", "Hidden"), "grey eye-off", public=False, final=True, hidden=True
    ),
)

TRANSITIONS = (
    Transition(
        key="release",
        label=pgettext_lazy("case step", "Release"),
        sources=("received",),
        targets=("archived",),
        roles=MODERATION,
        said=_("Visible to everybody"),
        icon="eye",
        together=True,
    ),
    *hide(("received", "archived"), "archive_hidden"),
)


def duty_of(case: Case, day: date) -> Owed | None:
    """Somebody looks at what was hidden and is to be seen again."""
    return deadlines.owed(case, "look", day) if case.state == "received" else None


def next_step(case: Case, person: User) -> NextStep | None:
    """Show it or leave it hidden."""
    steps = {step.key: step for step in TRANSITIONS}
    if case.state == "received":
        return NextStep(
            title=_("Show it to everybody?"), why=_t("It comes from the former system and was hidden here."),
            primary=steps["release"], others=(steps["hide"],),
        )  # fmt: skip
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=steps["restore"]
        )
    return None


def view(case: Case) -> dict[str, Any]:
    """Context of both panels."""
    return {"page": Page.objects.get(case=case)}


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """What is hidden leaves the search."""
    follow_many([case])


def follow_many(cases: list[Case]) -> None:
    """After many were hidden or shown at once: the search follows, and lists count again."""
    Page.objects.filter(case__in=cases).update(updated_at=timezone.now(), revision=F("revision") + 1)
    rows = list(Page.objects.filter(case__in=cases).select_related("case"))
    pages.follow_pictures(rows)
    index(rows)


def forget(case: Case) -> None:
    """Takes the name away; the words stay."""
    Page.objects.filter(case=case).update(name="", updated_at=timezone.now(), revision=F("revision") + 1)


def public_ids() -> QuerySet[Any]:
    """Every page may be read."""
    return Page.objects.values("case_id")


def path_of(case: Case) -> str:
    """The German address, whatever language the reader's page has."""
    with override(settings.LANGUAGE_CODE):
        return reverse("consul:page", args=[case.number])


def register_kind() -> None:
    """Makes the kind known, and its comments, which nobody adds to."""
    talk_registry.register(talk_registry.Subject(kind=KIND, path_of=path_of, is_open=lambda case: False))
    register(
        CaseKind(
            key=KIND,
            prefix="AR",
            title=pgettext_lazy("archive", "Page of the archive"),
            plural=pgettext_lazy("archive", "Pages of the archive"),
            icon="history",
            states=STATES,
            transitions=TRANSITIONS,
            duties=(
                DutyKind(key="look", name=pgettext_lazy("case duty", "Look at the page"), working_days=2),
            ),
            duty_of=duty_of,
            delete_after_days=DELETE_AFTER_DAYS,
            rule_key="",
            desk_template="consul/case_panel.html",
            public_template="consul/case_panel.html",
            received_mail="archive_received",
            confirm_mail="archive_received",
            on_move=apply_step,
            next_step=next_step,
            desk_view=view,
            public_view=view,
            own_text=lambda case: str(case.archive_page.text),
            forget=forget,
            follow_many=follow_many,
            text_path="archive_page__text",
            public_ids=public_ids,
            more_lines=former_lines(),
        )
    )
