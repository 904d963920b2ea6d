"""The writers of suggestions: hand in, change, and what each step of a case means for the suggestion behind it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects import suggest_queries as queries
from mitmachstadt.modules.projects.models import Point, Project, Suggestion, Treatment
from mitmachstadt.modules.projects.rules import ABOUT_A_PROJECT, HandIn, may_hand_in, may_propose, may_record
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import open_case
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition, kind_of
from mitmachstadt.spine.cases.rules import NOT_NOW
from mitmachstadt.spine.cases.sender import check_text
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.city.queries import due_after
from mitmachstadt.spine.files.actions import set_public
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.actions import tell
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entry
from mitmachstadt.spine.search.models import SearchEntry

MAX_TEXT = 2000
MAX_TITLE = 120
KIND = "suggestion"
IDEA = "idea"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a sender hands in: the words and what the town's rules ask about the person."""

    text: str
    kind: str = "plain"
    title: str = ""
    point: Point | None = None
    place_text: str = ""
    photo: Upload | None = None
    age: int | None = None
    resident: bool | None = None
    organisation: str = ""
    signatures: int = 1


@dataclass(frozen=True, kw_only=True)
class Sender:
    """How the sender wants to be answered; all of it may be empty."""

    user: User | None = None
    email: str = ""
    language: str = "de"


def submission_key(token: str, project: Project | None, words: Words) -> str:
    """The same form sent twice with the same words is one case; other words are another. 64 characters."""
    parts = [token, project.number if project else "", words.kind, words.title, words.text.strip()]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def hand_in(
    project: Project, words: Words, sender: Sender, *, token: str = "", sample: bool = False
) -> tuple[Case, str]:
    """Receives a suggestion on a project; returns the case and the secret of its link.

    Raises `Refused` with the problems at their fields; nothing is written then.
    """
    today = timezone.localdate()
    rules = queries.town_rules(today)
    check_text(words.text, MAX_TEXT)
    problems = may_hand_in(_as_asked(words, project, queries.residents_concerned(rules, project)), rules)
    if words.kind not in ABOUT_A_PROJECT and not problems:
        problems.append(Problem("kind", "unknown_kind", _("This kind of suggestion is not taken here.")))
    if words.point is not None and (words.point.project_id != project.pk or not words.point.is_open):
        problems.append(
            Problem("about", "point", _("This question is no longer open. Please choose another one."))
        )
    if queries.reception_of(project, today) == "refuse":
        problems.append(Problem("", "closed", _("The time for suggestions on this project is over.")))
    refuse_if(problems)

    def attach(case: Case) -> None:
        _create(case, project, words, in_window=queries.in_window(project, today))

    return open_case(
        KIND,
        title=short_title(words.text),
        unit=queries.unit_for(project),
        subject_kind="project",
        subject_id=project.number,
        sender=sender.user,
        email=sender.email,
        language=sender.language,
        submission_key=submission_key(token, project, words) if token else "",
        sample=sample,
        attach=attach,
    )


def propose(words: Words, sender: Sender, *, token: str = "", sample: bool = False) -> tuple[Case, str]:
    """Receives an idea for the list itself, by the ways the town's rules name; returns case and secret.

    Raises `Refused` with the problems at their fields; nothing is written then.
    """
    rules = queries.town_rules(timezone.localdate())
    check_text(words.text, MAX_TEXT)
    problems = []
    if not words.title.strip():
        problems.append(Problem("title", "missing", _("Please give your idea a short name.")))
    if len(words.title) > MAX_TITLE:
        problems.append(Problem("title", "too_long", _("The name is too long.")))
    if words.kind in ABOUT_A_PROJECT:
        problems.append(Problem("kind", "unknown_kind", _("This kind of suggestion is not taken here.")))
    area = queries.residents_concerned(rules, place_text=words.place_text)
    problems += may_hand_in(_as_asked(words, None, area), rules)
    way = "organisations" if words.organisation and rules.ways.way("organisations") else "residents"
    problems += [
        p
        for p in may_propose(way, rules, signatures=words.signatures, residents_of_area=area)
        if p.code not in {q.code for q in problems}
    ]
    refuse_if(problems)

    def attach(case: Case) -> None:
        _create(case, None, words, in_window=True)

    return open_case(
        IDEA,
        title=words.title.strip(),
        unit=queries.unit_for(None),
        sender=sender.user,
        email=sender.email,
        language=sender.language,
        submission_key=submission_key(token, None, words) if token else "",
        sample=sample,
        attach=attach,
    )


def _as_asked(words: Words, project: Project | None, residents: int | None) -> HandIn:
    return HandIn(
        kind=words.kind,
        sender="organisation" if words.organisation else "person",
        age=words.age,
        resident=words.resident,
        project_state=project.state if project else "",
        project_public=project.is_public if project else False,
        signatures=words.signatures,
        residents_of_area=residents,
    )


def _create(case: Case, project: Project | None, words: Words, *, in_window: bool) -> Suggestion:
    suggestion: Suggestion = Suggestion.objects.create(
        case=case,
        project=project,
        kind=words.kind,
        point=words.point,
        title=words.title.strip(),
        text=words.text.strip(),
        author_note=words.organisation.strip()[:100],
        place_text=words.place_text.strip()[:200],
        photo=words.photo,
        in_window=in_window,
        age=words.age,
        supporters=max(0, words.signatures - 1),
    )
    return suggestion


def change_text(case: Case, text: str) -> None:
    """Replaces the words of a suggestion nobody has released yet."""
    check_text(text, MAX_TEXT)
    suggestion = case.suggestion
    suggestion.text = text.strip()
    suggestion.save(update_fields=["text"])
    if not suggestion.title:
        Case.objects.filter(pk=case.pk).update(title=short_title(text))


def forget(case: Case) -> None:
    """Removes what the rules asked about the person; the words stay."""
    Suggestion.objects.filter(case=case).update(age=None)


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """What a step means for the suggestion; runs inside the transaction of the move.

    Raises `Refused` when the rules of the town do not allow the step now.
    """
    suggestion: Suggestion = Suggestion.objects.select_related("project", "photo").get(case=case)
    suggestion.case = case
    if step.key in queries.EVENTS:
        _ask_rules(case, step, given)
    if step.key in ("statement", "recommendation", "decide"):
        _write_treatment(suggestion, step, given)
    if step.takes_back == "recommendation" and not queries.was_recommended(case):
        raise Refused([NOT_NOW])
    if step.takes_back:
        _forget_treatment(suggestion, step.takes_back)
    shown = case.public and (suggestion.project is None or suggestion.project.is_public)
    if suggestion.photo and suggestion.photo.public != shown:
        set_public(suggestion.photo, shown)
    recount(suggestion.project)
    index(suggestion)
    if suggestion.project and suggestion.project.is_public:
        if step.key == "decide":
            _tell_followers(suggestion, case, _decided_words(suggestion, case, given))
        elif step.takes_back == "decide":
            _tell_followers(suggestion, case, f"{step.said}. {given.reason}")


def _decided_words(suggestion: Suggestion, case: Case, given: Given) -> str:
    with override(settings.LANGUAGE_CODE):
        said = [
            gettext("“%(suggestion)s”: %(outcome)s.")
            % {"suggestion": suggestion, "outcome": kind_of(case).state(case.state).name},
            given.text,
            gettext("Vote: %(vote)s") % {"vote": given.vote} if given.vote else "",
        ]
    return " ".join(part for part in said if part)


def _tell_followers(suggestion: Suggestion, case: Case, text: str) -> None:
    project = suggestion.project
    assert project is not None  # whoever calls has asked
    with override(settings.LANGUAGE_CODE):
        title = gettext("A suggestion on “%(project)s” was decided")
        if not suggestion.outcome:
            title = gettext("A decision on a suggestion on “%(project)s” was recorded wrongly")
        tell(
            [f"project:{project.number}"],
            title=title % {"project": project.title},
            text=text,
            path=public_path(case),
            sample=case.sample,
        )


def _ask_rules(case: Case, step: Transition, given: Given) -> None:
    events = queries.history(case)
    kind = queries.EVENTS[step.key]
    if step.key == "release" and events:
        return
    data = {
        "outcome": given.outcome,
        "vote": given.vote,
        "effect": given.effect,
        "passed_to": given.passed_to,
        "day": given.day.isoformat() if given.day else "",
    }
    event = queries.event_of(kind, timezone.localdate(), data, given.text or given.reason)
    refuse_if(may_record(events, event, queries.rules_of(case), due_after))


def _write_treatment(suggestion: Suggestion, step: Transition, given: Given) -> None:
    case = suggestion.case
    now = queries.standing_of(case)
    body = (
        queries.body_named(getattr(now, "body", ""), case.unit)
        if getattr(now, "by", "unit") != "unit"
        else case.unit
    )
    effect = given.effect
    if given.passed_to:
        effect = " ".join(
            filter(None, [effect, gettext("Passed on to: %(name)s") % {"name": given.passed_to}])
        )
    Treatment.objects.create(
        suggestion=suggestion,
        step="decision" if step.key == "decide" else step.key,
        by=body,
        outcome=given.outcome,
        text=given.text,
        vote=given.vote[:200],
        effect=effect,
        held_on=given.held_on,
    )
    if step.key == "decide":
        suggestion.outcome = given.outcome
        suggestion.outcome_reason = given.text
        suggestion.outcome_by = body.name
        suggestion.outcome_on = given.held_on or timezone.localdate()
        suggestion.save(update_fields=["outcome", "outcome_reason", "outcome_by", "outcome_on"])


def _forget_treatment(suggestion: Suggestion, step: str) -> None:
    """The last answer of this step never was; the timeline of the case goes on telling what stood there."""
    name = "decision" if step == "decide" else step
    wrong = Treatment.objects.filter(suggestion=suggestion, step=name).last()
    if wrong is not None:
        wrong.delete()
    if step == "decide":
        suggestion.outcome = suggestion.outcome_reason = suggestion.outcome_by = ""
        suggestion.outcome_on = None
        suggestion.save(update_fields=["outcome", "outcome_reason", "outcome_by", "outcome_on"])


def recount(project: Project | None) -> None:
    """Sets the number of released suggestions of a project; the row's lock keeps parallel counters exact."""
    if project is None:
        return
    with transaction.atomic():
        Project.objects.select_for_update().only("pk").get(pk=project.pk)
        number = Suggestion.objects.filter(project=project, case__public=True, case__hidden=False).count()
        Project.objects.filter(pk=project.pk).update(suggestion_count=number)


def index(suggestion: Suggestion) -> None:
    """Puts a public suggestion into the search with its answer, or takes it out."""
    case, project = suggestion.case, suggestion.project
    if not case.public or case.hidden or (project is not None and not project.is_public):
        remove_entry(KIND, case.number)
        return
    index_entries([entry_of(suggestion)])


def entry_of(suggestion: Suggestion) -> Entry:
    """A shown suggestion as the search keeps it."""
    case, project = suggestion.case, suggestion.project
    return Entry(
        kind=KIND,
        object_id=case.number,
        title=suggestion.title or case.title,
        summary=suggestion.text[:300],
        text=f"{suggestion.text}\n{suggestion.outcome_reason}",
        url=public_path(case),
        districts=tuple(one.slug for one in project.districts.all()) if project else (),
        topics=tuple(one.slug for one in project.topics.all()) if project else (),
        date=timezone.localdate(case.received_at),
    )


def follow_visibility(project: Project) -> None:
    """Takes the suggestions on a project out of the search with it, and back; photos go the same way.

    Does nothing while the search already says the same, so that an edit of a project costs two short questions.
    """
    released = Suggestion.objects.filter(project=project, case__public=True, case__hidden=False)
    numbers = list(released.values_list("case__number", flat=True))
    if (
        not numbers
        or SearchEntry.objects.filter(kind=KIND, object_id=numbers[0]).exists() == project.is_public
    ):
        return
    for suggestion in released.select_related("case", "photo"):
        suggestion.project = project
        index(suggestion)
        if suggestion.photo:
            set_public(suggestion.photo, project.is_public)


def public_path(case: Case) -> str:
    """The German address of a case, whatever language the writer's page had."""
    with override(settings.LANGUAGE_CODE):
        return reverse("cases:public", args=[case.number])


def check_photo_belongs(upload: Upload) -> None:
    """A photo that is already part of a suggestion can not be used again."""
    if Suggestion.objects.filter(photo=upload).exists():
        raise Refused([Problem("photo", "used", _("Please choose the picture again."))])
