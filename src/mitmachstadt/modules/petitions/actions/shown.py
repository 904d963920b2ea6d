"""Keeps in step what everybody sees of petitions and questions: files, the search, agendas, followers."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.petitions.models import Petition, Question
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.actions import tell, untell
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entries, remove_entry
from mitmachstadt.spine.ui.words import day as day_words

PETITION, QUESTION = "petition", "question"

#: What followers read, by step; every other step tells nobody.
PETITION_NEWS = {
    "admit": gettext_noop("New petition: %(title)s"),
    "schedule": gettext_noop("On an agenda: %(title)s"),
    "record": gettext_noop("Dealt with: %(title)s"),
    "decide": gettext_noop("Decided: %(title)s"),
}
QUESTION_NEWS = {"answer": gettext_noop("Answered in question time: %(title)s")}


def path_of(name: str, number: str) -> str:
    """The German address of a petition or question, whatever language the writer's page had."""
    with override(settings.LANGUAGE_CODE):
        return reverse(name, args=[number])


def release_files(petition: Petition, *, shown: bool) -> None:
    """Files that the town released are open as long as the petition is; all others never are."""
    files = Upload.objects.filter(petition__petition=petition)
    open_ones = files.filter(petition__released=True) if shown else files.none()
    files.exclude(pk__in=open_ones.values("pk")).filter(public=True).update(public=False)
    if shown:
        Upload.objects.filter(pk__in=list(open_ones.values_list("pk", flat=True)), public=False).update(
            public=True
        )


def entry_of_petition(petition: Petition) -> Entry:
    """A public petition as the search keeps it."""
    case = petition.case
    return Entry(
        kind=PETITION,
        object_id=case.number,
        title=petition.title,
        summary=petition.wish[:300],
        text="\n".join(
            (
                case.number,
                petition.wish,
                petition.reason,
                petition.place,
                petition.result,
                petition.outcome_reason,
            )
        ),
        url=path_of("petitions:detail", case.number),
        districts=(petition.district.slug,) if petition.district else (),
        date=timezone.localdate(case.received_at),
    )


def names_of(petition: Petition) -> council.Called:
    """How agendas call a petition, in the town's language."""
    number, title = petition.case.number, petition.title
    with override(settings.LANGUAGE_CODE):
        full = gettext("Petition %(number)s: %(title)s") % {"number": number, "title": title}
        return council.Called(number, title, petition.short_title, full)


def name_on_agendas(petitions: Iterable[Petition]) -> None:
    """Agendas and papers bear the titles of those petitions that everybody may read, and only the numbers of others."""
    found: dict[bool, list[council.Called]] = {True: [], False: []}
    for petition in petitions:
        found[petition.title_open].append(names_of(petition))
    for readable, names in found.items():
        if names:
            council.call_subjects(PETITION, names, readable=readable)


def index_petition(petition: Petition) -> None:
    """Puts a public petition into the search, or takes it out and its news back."""
    if petition.case.public and not petition.case.hidden:
        index_entries([entry_of_petition(petition)])
    else:
        remove_entry(PETITION, petition.case.number)
        untell([path_of("petitions:detail", petition.case.number)])


def tell_petition(petition: Petition, step: str, given: Given) -> None:
    """Tells whoever follows the petition, its district or petitions as such."""
    case = petition.case
    if step not in PETITION_NEWS or not case.public:
        return
    keys = [f"petition:{case.number}", "petitions:alle"]
    if petition.district:
        keys.append(f"district:{petition.district.slug}")
    with override(settings.LANGUAGE_CODE):
        title = gettext(PETITION_NEWS[step]) % {"title": petition.title}
        text = given.text or given.reason or petition.wish[:300]
        if step == "schedule" and petition.meeting_at and petition.body:
            text = f"{petition.body.name}, {day_words(timezone.localdate(petition.meeting_at))}"
        tell(keys, title=title, text=text, path=path_of("petitions:detail", case.number), sample=case.sample)


def entry_of_question(question: Question) -> Entry:
    """A public question with its answer as the search keeps it."""
    case = question.case
    return Entry(
        kind=QUESTION,
        object_id=case.number,
        title=case.title,
        summary=question.text[:300],
        text="\n".join(
            (case.number, question.text, question.background, question.answer, question.follow_up_answer)
        ),
        url=path_of("petitions:question", case.number),
        date=timezone.localdate(case.received_at),
    )


def index_question(question: Question) -> None:
    """Puts a public question into the search, or takes it out and its news back."""
    if question.case.public and not question.case.hidden:
        index_entries([entry_of_question(question)])
    else:
        remove_entry(QUESTION, question.case.number)
        untell([path_of("petitions:question", question.case.number)])


def tell_question(question: Question, step: str) -> None:
    """Tells whoever follows the question or question time as such."""
    case = question.case
    if step not in QUESTION_NEWS or not case.public:
        return
    with override(settings.LANGUAGE_CODE):
        tell(
            [f"question:{case.number}", "questions:alle"],
            title=gettext(QUESTION_NEWS[step]) % {"title": case.title},
            text=question.answer,
            path=path_of("petitions:question", case.number),
            sample=case.sample,
        )


def follow_many_petitions(cases: list[Case]) -> None:
    """Brings files, search and agendas into line after many petitions were hidden or shown at once."""
    rows = list(Petition.objects.filter(case__in=cases).select_related("case", "body", "district"))
    shown = [row for row in rows if row.case.public and not row.case.hidden]
    gone = [row for row in rows if row not in shown]
    Upload.objects.filter(petition__petition__in=gone, public=True).update(public=False)
    back = Upload.objects.filter(petition__petition__in=shown, petition__released=True)
    Upload.objects.filter(pk__in=list(back.values_list("pk", flat=True))).update(public=True)
    remove_entries(PETITION, [row.case.number for row in gone])
    untell(path_of("petitions:detail", row.case.number) for row in gone)
    index_entries(entry_of_petition(row) for row in shown)
    name_on_agendas(rows)


def follow_many_questions(cases: list[Case]) -> None:
    """Brings the search into line after many questions were hidden or shown at once."""
    rows = list(Question.objects.filter(case__in=cases).select_related("case", "body"))
    shown = [row for row in rows if row.case.public and not row.case.hidden]
    gone = [row.case.number for row in rows if row not in shown]
    remove_entries(QUESTION, gone)
    untell(path_of("petitions:question", number) for number in gone)
    index_entries(entry_of_question(row) for row in shown)
