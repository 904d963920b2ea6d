"""The writers of applications for those who apply: hand in, complete, say that work began, hand in the proof of use."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import random
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.files import Kept, keep_with
from mitmachstadt.modules.budgets.models import (
    Applicant,
    Application,
    ApplicationFile,
    Budget,
    FileUse,
    Ground,
)
from mitmachstadt.modules.budgets.queries import process, town
from mitmachstadt.modules.budgets.queries.applications import BUDGET, KIND, application_of
from mitmachstadt.modules.budgets.rules import (
    Asked,
    Line,
    applying_problems,
    paper_problems,
    start_problems,
    writing_problems,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.actions import move, open_case, set_if_unchanged, write_event
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.permissions import may_take
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.files.actions import delete_upload
from mitmachstadt.spine.places.queries import district_of, drawing_fields, locate, town_area
from mitmachstadt.spine.places.rules import check_geometry
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.ui.words import day as day_words


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody wants to do. `lat` and `lon` (degrees) are a point on the map, `label` the place in words; `costs` are
    lines of what and whole euros."""

    title: str
    text: str
    requested: int | None
    costs: Sequence[Line] = ()
    ground: str = Ground.NONE
    label: str = ""
    lat: float | None = None
    lon: float | None = None
    district: District | None = None
    topic: Topic | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who applies and how the town writes back; `postal` is the address for the notice, never public."""

    name: str
    postal: str
    association: str = ""
    is_association: bool = False
    name_public: bool = False
    old_enough: bool = False
    resident: bool = False
    user: User | None = None
    email: str = ""
    language: str = "de"


CLOSED = Problem("", "closed", _("Applications are not taken now."))


def submission_key(token: str, budget: Budget, words: Words) -> str:
    """The same form sent twice with the same words is one application; "" without a token."""
    parts = (token, KIND, budget.slug, words.title.strip(), words.text.strip())
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest() if token else ""


def problems_of(budget: Budget, words: Words, person: Person, consent: bool) -> list[Problem]:
    """What keeps these words of this person from being an application to this budget."""
    asked = Asked(
        title=words.title, text=words.text, association=person.association, is_association=person.is_association,
        name=person.name, postal=person.postal, old_enough=person.old_enough, resident=person.resident,
        requested=words.requested, costs=words.costs, foreign_ground=words.ground == Ground.CONSENT, consent=consent,
        email=person.email,
    )  # fmt: skip
    return applying_problems(asked, process.terms_of(budget), budget.total)


def hand_in(
    budget: Budget,
    words: Words,
    person: Person,
    *,
    files: Sequence[Kept] = (),
    token: str = "",
    received_at: datetime | None = None,
    sample: bool = False,
) -> tuple[Case, str]:
    """Receives an application; returns its case and the secret of its link. Whether one may apply is judged by this moment,
    also for an example that is said to have come at another.

    Raises `Refused` with the problems at their fields, and when no application is taken now; nothing is written then.
    """
    if not process.may(budget, "apply", timezone.now()):
        raise Refused([CLOSED])
    refuse_if(problems_of(budget, words, person, any(one.use == FileUse.CONSENT for one in files)))
    place = _place(budget, words)
    ceiling = min(process.terms_of(budget).apply.ceiling, budget.total)

    def attach(case: Case) -> None:
        row = Application.objects.create(
            case=case, budget=budget, title=" ".join(words.title.split()), text=words.text.strip(), topic=words.topic,
            applicant=Applicant.ASSOCIATION if person.is_association else Applicant.PERSON,
            association=" ".join(person.association.split()) if person.is_association else "",
            name=" ".join(person.name.split()), name_public=person.name_public, postal=person.postal.strip(),
            age_declared=person.old_enough, resident_declared=person.resident, requested=words.requested or 0,
            ceiling=ceiling, costs=[list(line) for line in words.costs], ground=words.ground, draw=random(),  # noqa: S311
            **place,
        )  # fmt: skip
        keep_with(row, files)

    return open_case(
        KIND,
        title=" ".join(words.title.split()),
        unit=town.unit(),
        subject_kind=BUDGET,
        subject_id=budget.slug,
        sender=person.user,
        email=person.email,
        language=person.language,
        submission_key=submission_key(token, budget, words),
        received_at=received_at,
        sample=sample,
        attach=attach,
    )


def _place(budget: Budget, words: Words) -> dict[str, Any]:
    """The columns of the place: the tapped point, or the point that the town's data know for the words. An application to
    the budget of a district lies in that district."""
    label, lat, lon = " ".join(words.label.split())[:200], words.lat, words.lon
    if (lat is None or lon is None) and label:
        known = locate(label)
        lat, lon = (known.lat, known.lon) if known else (None, None)
    own = budget.district or words.district
    if lat is None or lon is None:
        return {"label": label, "district": own, **drawing_fields(None)}
    drawing = {"type": "Point", "coordinates": [lon, lat]}
    refuse_if(check_geometry(drawing, town_area(), field="place"))
    return {"label": label, "district": own or district_of(lon, lat), **drawing_fields(drawing)}


def change_text(case: Case, text: str) -> None:
    """Replaces the words of an application that nobody has checked yet."""
    application = application_of(case)
    refuse_if(one for one in writing_problems(application.title, text) if one.field == "text")
    Application.objects.filter(case=case).update(text=text.strip(), updated_at=timezone.now())


def complete(case: Case, text: str, *, files: Sequence[Kept] = ()) -> Case:
    """What the town asked for comes in: words, papers, or both; the check goes on.

    Raises `Refused` where nothing was asked for, and when nothing is given.
    """
    if not text.strip() and not files:
        raise Refused([Problem("text", "missing", _("Please write something or add a file."))])
    with transaction.atomic():
        moved = move(
            case,
            "received",
            by=None,
            as_sender=True,
            expect_version=case.version,
            given=Given(text=text.strip()),
        )
        keep_with(application_of(moved), files)
    return moved


@transaction.atomic
def say_started(case: Case, day: date) -> Case:
    """The applicant says on which day work began.

    Raises `Refused` before the notice, unless an early start was allowed, and for a day before it.
    """
    application = Application.objects.select_for_update(of=("self",)).get(case=case)
    open_states = ("admitted", "advised", "scheduled", "decided", "granted", "paid")
    if case.state not in open_states or application.started_on is not None:
        raise Refused([Problem("day", "not_now", _("The beginning can not be entered now."))])
    refuse_if(start_problems(day, timezone.localdate(), application.notice_on, application.early_on))
    Application.objects.filter(pk=application.pk).update(started_on=day, updated_at=timezone.now())
    fresh = set_if_unchanged(case, case.version)
    write_event(
        fresh, "started", public=True, text=gettext("Work began on %(day)s.") % {"day": day_words(day)}
    )
    record("case.started", fresh, by=None, sample=fresh.sample)
    return fresh


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The proof of use: words for everybody, the costs in whole euros, the days of beginning and end."""

    text: str
    costs: int | None
    started_on: date | None
    done_on: date | None


def may_enter_proof(person: User, case: Case) -> bool:
    """True for staff who could claim the money back: they also enter a proof that came on paper."""
    return case.state == "paid" and may_take(person, case, kind_of(case).transition("claim"))


def prove(
    case: Case,
    proof: Proof,
    *,
    files: Sequence[Kept] = (),
    by: User | None = None,
    came_on: date | None = None,
) -> Case:
    """The proof of use comes in, with receipts and photos; the town checks it. `by` enters one that came on paper, on the
    day `came_on`; everybody reads that it did.

    Raises `Refused` with the problems at their fields, where no proof is owed, and for whoever may not enter it.
    """
    application = application_of(case)
    if by is not None and not may_enter_proof(by, case):
        raise Refused([Problem("", "not_allowed", _("This proof can not be entered by you, or not now."))])
    problems = _proof_problems(application, proof, files)
    if by is not None:
        problems += paper_problems(came_on, timezone.localdate(), application.paid_on, proof.done_on)
    refuse_if(problems)
    more = {
        "costs": proof.costs,
        "started_on": proof.started_on,
        "done_on": proof.done_on,
        "came_on": came_on,
    }
    with transaction.atomic():
        moved = move(
            case, "proved", by=by, as_sender=by is None, as_house=by is not None, expect_version=case.version,
            given=Given(text=proof.text.strip(), more=more),
        )  # fmt: skip
        if by is not None:
            day = day_words(came_on or timezone.localdate())
            words = gettext("It came on paper on %(day)s and was entered by the town.") % {"day": day}
            write_event(moved, "entered", by=by, public=True, text=words)
        keep_with(application_of(moved), files)
    return moved


def _proof_problems(application: Application, proof: Proof, files: Sequence[Kept]) -> list[Problem]:
    today = timezone.localdate()
    found = []
    if len(proof.text.strip()) < 20:
        found.append(Problem("text", "missing", _("Please write in one or two sentences what was done.")))
    if proof.costs is None or proof.costs < 0:
        found.append(Problem("costs", "missing", _("Please write what it cost, in whole euros.")))
    if proof.started_on is None:
        found.append(Problem("started_on", "missing", _("Please give the day on which work began.")))
    else:
        found += [
            replace(one, field="started_on")
            for one in start_problems(proof.started_on, today, application.notice_on, application.early_on)
        ]
    if proof.done_on is None or proof.done_on > today:
        found.append(Problem("done_on", "missing", _("Please give the day on which it was done.")))
    elif proof.started_on and proof.done_on < proof.started_on:
        found.append(Problem("done_on", "before_start", _("This is before the beginning.")))
    known = {one.use for one in files} | set(application.files.values_list("use", flat=True))
    if FileUse.RECEIPT not in known:
        found.append(Problem("receipt", "missing", _("Please add at least one receipt.")))
    if FileUse.RESULT not in known:
        found.append(Problem("result", "missing", _("Please add at least one photo of what was done.")))
    return found


def forget(case: Case) -> None:
    """Takes away who applied, and the papers with names on them; what was done, granted and spent stays."""
    Application.objects.filter(case=case).update(name="", name_public=False, postal="")
    papers = ApplicationFile.objects.filter(
        application__case=case, use__in=(FileUse.CONSENT, FileUse.RECEIPT)
    )
    for one in papers.select_related("upload"):
        delete_upload(one.upload)
