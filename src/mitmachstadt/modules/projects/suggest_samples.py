"""Marked examples of suggestions in every state, made by the real actions and taken away without a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.projects import suggest_actions as actions
from mitmachstadt.modules.projects import suggest_queries as queries
from mitmachstadt.modules.projects.models import Project, Suggestion, Treatment
from mitmachstadt.modules.projects.samples import content
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import NumberSeries
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.actions import clean_vocabulary, remove_entry

PREFIXES = {actions.KIND: "H", actions.IDEA: "I"}


@dataclass(frozen=True)
class Example:
    """One example: the words, the project they are about, the steps, and the days that pass after arrival and each step.

    What a body did bears the day of that body's meeting about the project, where the examples have one; the days
    before it count back from there.
    """

    text: str
    about: content.Example = content.BIKE_STREET
    steps: tuple[tuple[str, Given], ...] = ()
    days: tuple[int, ...] = (0,)


RELEASE = ("release", Given())


def _statement(outcome: str, text: str) -> tuple[str, Given]:
    return ("statement", Given(text=f"Beispiel-Stellungnahme: {text}", outcome=outcome))


def _advice(outcome: str, text: str, vote: str = "11 dafür, 2 dagegen") -> tuple[str, Given]:
    return ("recommendation", Given(text=f"Beispiel-Empfehlung: {text}", outcome=outcome, vote=vote))


def _decision(outcome: str, text: str, effect: str = "", passed_to: str = "") -> tuple[str, Given]:
    given = Given(outcome=outcome, text=text, effect=effect, passed_to=passed_to, vote="einstimmig")
    return ("decide", given)


EXAMPLES = (
    Example("Beispiel: Vor der Bäckerei fehlt eine Bank im Schatten. Viele Ältere ruhen sich dort aus."),
    Example("Beispiel: Bitte denken Sie an Fahrradbügel, an denen auch ein Lastenrad Platz hat.", days=(6,)),
    Example(
        "Beispiel: Ein Trinkbrunnen wäre im Sommer für alle gut.", content.PLAYGROUND, (RELEASE,), (1, 3)
    ),
    Example("Beispiel: Die Einmündung ist für Kinder schwer zu überblicken.", steps=(RELEASE,), days=(2, 27)),
    Example(
        "Beispiel: Eine Leuchte am Durchgang würde den Weg am Abend sicherer machen.",
        steps=(RELEASE,),
        days=(1, 5),
    ),
    Example(
        "Beispiel: Für Rollstühle ist der Bordstein an der Ecke zu hoch.",
        steps=(
            RELEASE,
            _statement(
                "taken_up",
                "Die Ecke wird beim Bau ohnehin geöffnet. Der Bordstein lässt sich dabei absenken.",
            ),
        ),
        days=(1, 8, 6),
    ),
    Example(
        "Beispiel: Bitte setzen Sie die Bäume so, dass man Kinder an der Kreuzung noch sieht.",
        content.TREES,
        (
            RELEASE,
            _statement("taken_up", "Das geht: Vor jeder Kreuzung bleiben zehn Meter ohne Baum."),
            _advice("taken_up", "Zehn Meter vor jeder Kreuzung bleiben frei.", "einstimmig"),
        ),
        (1, 9, 20, 4),
    ),
    Example(
        "Beispiel: Der hintere Eingang hat keine Stufe. Bitte öffnen Sie sonntags auch diese Tür.",
        content.LIBRARY,
        (
            RELEASE,
            _statement("taken_up", "Sonntags ist genug Personal da, um auch diese Tür zu öffnen."),
            _advice("taken_up", "Der hintere Eingang soll sonntags offen sein."),
            _decision(
                "taken_up",
                "Beispiel-Entscheidung: Sonntags ist der hintere Eingang offen, eine Klingel kommt dazu.",
                "Eingang ohne Stufe offen",
            ),
        ),
        (2, 8, 21, 14, 3),
    ),
    Example(
        "Beispiel: Öffnen Sie jeden Sonntag und nicht nur einmal im Monat.",
        content.LIBRARY,
        (
            RELEASE,
            _statement(
                "in_part", "Für jeden Sonntag fehlt das Personal. Im Winter wären zwei im Monat möglich."
            ),
            _advice("in_part", "Im Winter zwei Sonntage im Monat, sonst einer."),
            _decision(
                "in_part",
                "Beispiel-Entscheidung: Von November bis Februar sind es zwei Sonntage. Für alle fehlt Personal.",
                "zwei Sonntage im Winter",
            ),
        ),
        (1, 10, 18, 12, 5),
    ),
    Example(
        "Beispiel: Am Sonntag bitte bis Mitternacht.",
        content.LIBRARY,
        (
            RELEASE,
            _statement("not_taken_up", "Am Abend kommen auch an Werktagen kaum Menschen."),
            _advice("not_taken_up", "Der Ausschuss rät davon ab, die Aufsicht wäre zu teuer."),
            _decision(
                "not_taken_up",
                "Beispiel-Entscheidung: Nach 18 Uhr kamen an Werktagen im Schnitt zwei Menschen. Die Aufsicht kostet mehr, "
                "als es bringt.",
            ),
        ),
        (1, 7, 25, 13, 8),
    ),
    Example(
        "Beispiel: Sonntags fährt der Bus zur Bücherei zu selten.",
        content.LIBRARY,
        (
            RELEASE,
            _statement(
                "referred", "Den Fahrplan macht nicht die Stadt. Der Verkehrsbetrieb kann darauf antworten."
            ),
            _advice("referred", "Der Hinweis soll an den Verkehrsbetrieb gehen."),
            _decision(
                "referred",
                "Beispiel-Entscheidung: Für den Fahrplan ist der Verkehrsbetrieb zuständig, er hat den Hinweis bekommen.",
                passed_to="Verkehrsbetrieb (Beispiel)",
            ),
        ),
        (1, 6, 20, 11, 2),
    ),
    Example(
        "Beispiel: Kaufen Sie günstig bei unserem Laden.",
        content.PLAYGROUND,
        (("hide", Given(reason="Beispiel: Werbung gehört nicht auf die Liste.")),),
        (1, 1),
    ),
)
IDEA = Example(
    "Beispiel: Ein Wasserspielplatz für heiße Tage fehlt in der Stadt.", steps=(RELEASE,), days=(1, 4)
)


def _words(**values: Any) -> actions.Words:
    """Words as an organisation hands them in: of it no town asks age or residence."""
    return actions.Words(organisation="Beispiel-Verein", **values)


def seed() -> str:
    """Makes the examples once; needs the sample projects."""
    if Case.objects.filter(sample=True, kind__in=PREFIXES).exists():
        return "Beispiel-Hinweise sind schon da."
    projects = [p for p in Project.objects.public().filter(sample=True).order_by("number") if _takes(p)]
    if not projects:
        return "Keine Beispiel-Vorhaben, deshalb keine Beispiel-Hinweise."
    with transaction.atomic():
        clerk = coordinator()
        made, by_title = 0, {project.title: project for project in projects}
        for place, example in enumerate(EXAMPLES):
            project = by_title.get(example.about.title, projects[0])
            points = list(project.points.filter(is_open=True))
            point = points[place % len(points)] if points else None
            words = _words(text=example.text, point=point, kind="plain")
            made += _played(partial(actions.hand_in, project), words, example, clerk)
        words = _words(text=IDEA.text, title="Beispiel: Wasserspielplatz", kind="new_project")
        ideas = _played(actions.propose, words, IDEA, clerk)
    return f"Beispiel-Hinweise angelegt: {made} von {len(EXAMPLES)}, Beispiel-Ideen: {ideas}."


def _played(
    hand_in: Callable[..., tuple[Case, str]], words: actions.Words, example: Example, by: User
) -> int:
    """1 when the example was handed in and went its way, 0 where the rules of the town do not take it."""
    try:
        with transaction.atomic():
            case, _secret = hand_in(words, actions.Sender(), sample=True)
            _play(case, example, by)
    except Refused:
        return 0
    return 1


def _takes(project: Project) -> bool:
    """The real action asks the rules; examples go to running projects with a window or none, never to ended ones."""
    return project.state in ("published", "first_reading", "in_work") and project.participation != "no"


def coordinator() -> User:
    """The sample person who takes the steps; made without a password where no sample coordinator exists."""
    found = User.objects.filter(sample=True, roles__role=Role.COORDINATOR).first()
    if found is None:
        found = User.objects.create_user(
            "koordination@example.org", None, display_name="Beispiel-Koordination", sample=True
        )
        RoleAssignment.objects.create(user=found, role=Role.COORDINATOR)
    return found


def _play(case: Case, example: Example, by: User) -> None:
    ages = _ages(case, example)
    _let_pass(case, ages[0] - ages[1] if example.steps else ages[0])
    for place, (key, given) in enumerate(example.steps, start=1):
        fresh = Case.objects.get(pk=case.pk)
        bulk.take(fresh, key, given, by=by, expect_version=fresh.version)
        _let_pass(case, ages[place] - (ages[place + 1] if place < len(example.steps) else 0))
    if project := Project.objects.filter(number=case.subject_id).first():
        seen = queries.in_window(project, timezone.localdate() - timedelta(days=ages[0]))
        Suggestion.objects.filter(case=case).update(in_window=seen)


def _ages(case: Case, example: Example) -> list[int]:
    """How many days ago the example arrived and took each of its steps."""
    today = timezone.localdate()
    rules = queries.town_rules(today)
    takes = {
        "decide" if one.task == "decision" else one.task: queries.body_named(one.body, case.unit).key
        for one in rules.treatment.steps
        if one.by != "unit"
    }
    met = {
        item.meeting.body_key: (today - timezone.localdate(item.meeting.starts_at)).days
        for item in council.items_about("project", case.subject_id)
        if item.meeting.starts_at < timezone.now()
    }
    ages, keys = [0], ("", *(key for key, _given in example.steps))
    for key, days in reversed(list(zip(keys, example.days, strict=True))):
        ages.insert(0, met.get(takes.get(key, ""), ages[0] + days))
    return ages[:-1]


def _let_pass(case: Case, days: int) -> None:
    """Moves all that happened so far into the past, so that an example has a history and can be late."""
    span, row = timedelta(days=days), Case.objects.get(pk=case.pk)
    closed = _earlier(row.closed_at, days) if row.closed_at else None
    Case.objects.filter(pk=case.pk).update(received_at=_earlier(row.received_at, days), closed_at=closed)
    for event in CaseEvent.objects.filter(case=case):
        CaseEvent.objects.filter(pk=event.pk).update(at=_earlier(event.at, days))
    for duty in Duty.objects.filter(case=case):
        done = _earlier(duty.done_at, days) if duty.done_at else None
        Duty.objects.filter(pk=duty.pk).update(
            opened_at=_earlier(duty.opened_at, days), due_on=duty.due_on - span, done_at=done
        )
    for treatment in Treatment.objects.filter(suggestion__case=case):
        Treatment.objects.filter(pk=treatment.pk).update(at=_earlier(treatment.at, days))
    suggestion = Suggestion.objects.get(case=case)
    if suggestion.outcome_on:
        Suggestion.objects.filter(pk=suggestion.pk).update(outcome_on=suggestion.outcome_on - span)
    if case.public:
        actions.index(suggestion)


def _earlier(moment: datetime, days: int) -> datetime:
    """The same hour of the clock so many days before, also where summer time lies between."""
    return timezone.make_aware(timezone.localtime(moment).replace(tzinfo=None) - timedelta(days=days))


@transaction.atomic
def remove() -> str:
    """Takes every example away, with its log, news, search entries and numbers."""
    # What somebody handed in on an example while trying the town out goes with the example.
    on_examples = Q(suggestion__project__sample=True)
    chosen = Case.objects.filter(Q(sample=True) | on_examples, kind__in=PREFIXES).values_list("pk", flat=True)
    examples = Case.objects.filter(pk__in=list(chosen))
    numbers = list(examples.values_list("number", flat=True))
    ids = [str(pk) for pk in examples.values_list("pk", flat=True)]
    projects = list(Project.objects.filter(suggestions__case__in=examples).distinct())
    for number in numbers:
        remove_entry(actions.KIND, number)
        News.objects.filter(sample=True, path__contains=f"/vorgang/{number}/").delete()
    LogEntry.objects.filter(sample=True, object_kind="case", object_id__in=ids).delete()
    examples.delete()
    for project in projects:
        actions.recount(project)
    for prefix in PREFIXES.values():
        for series in NumberSeries.objects.filter(prefix=prefix):
            if not Case.objects.filter(number__startswith=f"{prefix}-{series.year}-").exists():
                series.delete()
    # Two examples can share a stem in different spellings; only the sweep finds words that nothing has any more.
    clean_vocabulary()
    User.objects.filter(email="koordination@example.org", sample=True).delete()
    return f"{len(numbers)} Beispiel-Hinweise entfernt."
