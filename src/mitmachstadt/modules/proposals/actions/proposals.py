"""The writers of proposals: hand in, change before the check, and what each step of the case means for the proposal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import random
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.actions import photos as picture_actions
from mitmachstadt.modules.proposals.actions import telling
from mitmachstadt.modules.proposals.actions import words as word_actions
from mitmachstadt.modules.proposals.actions.finding import KIND, index
from mitmachstadt.modules.proposals.models import CoAuthor, Outcome, Proposal
from mitmachstadt.modules.proposals.queries import town
from mitmachstadt.modules.proposals.rules import MAX_TITLE, Terms, run_on, terms_of, writing_problems
from mitmachstadt.modules.proposals.states import OPEN
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import open_case
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.places.queries import district_of, drawing_fields, locate, town_area
from mitmachstadt.spine.places.rules import check_geometry
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.ui.subjects import links

Pictures = tuple[Sequence[Upload], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody proposes. `lat` and `lon` (degrees) are a point on the map, `label` the place in words."""

    title: str
    text: str
    name: str = ""
    label: str = ""
    lat: float | None = None
    lon: float | None = None
    district: District | None = None
    topic: Topic | None = None


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who proposes and how they want to hear of it; all of it may be empty."""

    user: User | None = None
    email: str = ""
    language: str = "de"


def submission_key(token: str, words: Words) -> str:
    """The same form sent twice with the same words is one proposal; "" without a token."""
    parts = (token, KIND, words.title.strip(), words.text.strip())
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest() if token else ""


def hand_in(
    words: Words, sender: Sender, *, token: str = "", sample: bool = False, photos: Pictures = ((), {}),
) -> tuple[Case, str]:  # fmt: skip
    """Receives a proposal; returns its case and the secret of its link. `photos` are uploads and their words by id.

    Raises `Refused` with the problems at their fields; nothing is written then.
    """
    place = check(words)

    def attach(case: Case) -> None:
        Case.objects.filter(pk=case.pk).update(subject_kind=KIND, subject_id=case.number)
        made = Proposal.objects.create(
            case=case, title=" ".join(words.title.split()), text=words.text.strip(),
            name=" ".join(words.name.split()), topic=words.topic, draw=random(), **place,  # noqa: S311
        )  # fmt: skip
        picture_actions.attach(made, *photos)

    return open_case(
        KIND,
        title=" ".join(words.title.split())[:MAX_TITLE],
        unit=town.unit_for_proposals(),
        sender=sender.user,
        email=sender.email,
        language=sender.language,
        submission_key=submission_key(token, words),
        sample=sample,
        attach=attach,
    )


def check(words: Words) -> dict[str, Any]:
    """The columns of the place of words that may be handed in. Raises `Refused` with the problems at their fields."""
    refuse_if(writing_problems(words.title, words.text, words.name))
    return _place(words)


def _place(words: Words) -> dict[str, Any]:
    """The columns of the place: the tapped point, or the point that the town's data know for the words."""
    label, lat, lon = " ".join(words.label.split())[:200], words.lat, words.lon
    if (lat is None or lon is None) and label:
        known = locate(label)
        lat, lon = (known.lat, known.lon) if known else (None, None)
    if lat is None or lon is None:
        return {"label": label, "district": words.district, **drawing_fields(None)}
    drawing = {"type": "Point", "coordinates": [lon, lat]}
    refuse_if(check_geometry(drawing, town_area(), field="place"))
    return {"label": label, "district": words.district or district_of(lon, lat), **drawing_fields(drawing)}


def forget(case: Case) -> None:
    """Takes the names away; the words stay."""
    Proposal.objects.filter(case=case).update(name="")
    CoAuthor.objects.filter(proposal__case=case).delete()


def proposal_of(case: Case) -> Proposal:
    """The proposal behind a case."""
    found: Proposal = Proposal.objects.select_related("district", "topic").get(case=case)
    found.case = case
    return found


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """Writes what a step says into the proposal; runs inside the transaction of the move. Raises `Refused`."""
    # Votes count on the row at the same time; only what a step changes is written.
    proposal: Proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("district", "topic").get(case=case)
    )
    proposal.case = case
    writer = {
        "release": _release, "answer": _answer, "ask_back": _ask_back, "progress": _progress, "build": _build,
        "restore": _restore,
    }.get(step.key)  # fmt: skip
    fields = writer(proposal, given) if writer else []
    proposal.updated_at, proposal.revision = timezone.now(), proposal.revision + 1
    proposal.save(update_fields=[*fields, "updated_at", "revision"])
    if dropped := given.more.get("drop_photos"):
        picture_actions.drop(proposal, dropped)
    picture_actions.follow([proposal])
    index([proposal])
    telling.of_step(proposal, step, given)


def _release(proposal: Proposal, given: Given) -> list[str]:
    """The terms of the vote are those of this day; once people voted they stay. What was voted on elsewhere has none."""
    if proposal.case.state == "former":
        return []
    terms, added = _with_lost_days(proposal, town.terms_for(proposal, timezone.localdate()))
    proposal.terms, proposal.ends_on = terms.kept(), terms.ends_on
    proposal.released_at = proposal.released_at or timezone.now()
    word_actions.show_released(proposal, without_newest=bool(given.more.get("drop_words")))
    if added:
        telling.of_lost_days(proposal, added, terms.ends_on)
    return ["terms", "ends_on", "released_at"]


def _with_lost_days(proposal: Proposal, terms: Terms) -> tuple[Terms, int]:
    """The vote of a proposal that people voted on runs on by the days that it was away, for a check or hidden."""
    away = (
        proposal.case.events.filter(from_state__in=OPEN)
        .exclude(to_state__in=OPEN)
        .order_by("-at", "-id")
        .first()
    )
    if away is None or not proposal.cast:
        return terms, 0
    longer = run_on(terms, timezone.localdate(away.at), timezone.localdate())
    return longer, (longer.ends_on - terms.ends_on).days


def _restore(proposal: Proposal, given: Given) -> list[str]:
    event = proposal.case.events.filter(kind="hide").order_by("-at", "-id").first()
    word_actions.looked_at_again(proposal, event.text if event else "")
    return []


def _answer(proposal: Proposal, given: Given) -> list[str]:
    if given.outcome == Outcome.REFERRED and not given.passed_to.strip():
        raise Refused([Problem("passed_to", "missing", _("Please say to whom."))])
    proposal.outcome, proposal.answer = given.outcome, given.text.strip()
    proposal.answered_on = timezone.localdate()
    proposal.answered_by = str(given.more.get("answered_by") or "").strip()[:200] or proposal.case.unit.name
    return ["outcome", "answer", "answered_on", "answered_by", *_plan(proposal, given)]


def _plan(proposal: Proposal, given: Given) -> list[str]:
    """The day, the cost and the project, where they were given."""
    fields = []
    if given.day:
        proposal.planned_on = given.day
        fields.append("planned_on")
    if given.more.get("cost") is not None:
        proposal.cost = int(given.more["cost"])
        fields.append("cost")
    for name, kind in LED_TO:
        if name in given.more:
            setattr(proposal, name, _known(name, kind, str(given.more[name] or "")))
            fields.append(name)
    return fields


#: What an answer may lead to: the field of the form and column, and the kind of thing as the house names it.
LED_TO = (("project", "project"), ("budget", "application"), ("paper", "paper"))


def _known(name: str, kind: str, given: str) -> str:
    """The number of a thing that everybody may read; a pasted address counts by its last part. Raises `Refused`."""
    words = given.strip().rstrip("/").rpartition("/")[2][:20]
    if words and not links([(kind, words)]):
        raise Refused([Problem(name, "unknown", _("There is nothing public with this number."))])
    return words


def _ask_back(proposal: Proposal, given: Given) -> list[str]:
    if proposal.asked_back:
        raise Refused([Problem("", "once", _("You have asked back once already."))])
    proposal.asked_back = given.text.strip()[:2000]
    return ["asked_back"]


def _progress(proposal: Proposal, given: Given) -> list[str]:
    return _plan(proposal, given)


def _build(proposal: Proposal, given: Given) -> list[str]:
    proposal.built_on = given.day or timezone.localdate()
    if proposal.built_on > timezone.localdate():
        raise Refused([Problem("day", "in_future", _("This day is still to come."))])
    proposal.built = given.text.strip()
    if given.more.get("cost_final") is not None:
        proposal.cost_final = int(given.more["cost_final"])
        return ["built_on", "built", "cost_final"]
    return ["built_on", "built"]


def follow_many(cases: list[Case]) -> None:
    """After many were hidden or shown at once: the search follows, and lists count again."""
    Proposal.objects.filter(case__in=cases).update(updated_at=timezone.now(), revision=F("revision") + 1)
    rows = list(Proposal.objects.filter(case__in=cases).select_related("case", "district", "topic"))
    picture_actions.follow(rows)
    index(rows)
    for row in rows:
        if row.cast and row.case.public and row.case.state in OPEN:
            _shown_again(row)


def _shown_again(proposal: Proposal) -> None:
    """The lost days of a proposal that came back straight into its vote."""
    newest = proposal.case.events.order_by("-at", "-id").values_list("kind", flat=True).first()
    terms, added = _with_lost_days(proposal, terms_of(proposal.terms))
    if newest != "restore" or not added:
        return
    Proposal.objects.filter(pk=proposal.pk).update(terms=terms.kept(), ends_on=terms.ends_on)
    telling.of_lost_days(proposal, added, terms.ends_on)
