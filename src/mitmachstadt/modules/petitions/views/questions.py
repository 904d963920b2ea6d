"""`/fragestunde/`: the next session with its deadline, the form, the published list by session, dates as a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.modules.petitions import ahead, calendars
from mitmachstadt.modules.petitions.actions import questions as actions
from mitmachstadt.modules.petitions.cases.question import DELETE_AFTER_DAYS
from mitmachstadt.modules.petitions.forms.question import QuestionForm
from mitmachstadt.modules.petitions.models import Question
from mitmachstadt.modules.petitions.queries import sessions, town
from mitmachstadt.modules.petitions.rules import QuestionRules
from mitmachstadt.modules.petitions.views.pages import receipt_page, signed_in
from mitmachstadt.modules.petitions.words import question_sentences, who_sentence
from mitmachstadt.spine.asked import number as asked_number
from mitmachstadt.spine.asked import word
from mitmachstadt.spine.audit.kept import keep_for_guests
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.cases.models import Duty
from mitmachstadt.spine.cases.queries import with_open_duty
from mitmachstadt.spine.cases.rules import is_overdue
from mitmachstadt.spine.cases.timeline import lines
from mitmachstadt.spine.cases.views_public import case_by_secret
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.trapped import page, stopped
from mitmachstadt.spine.problems import Refused, add_to_form
from mitmachstadt.spine.search.queries import matching_ids
from mitmachstadt.spine.ui.words import weekday_and_day

PER_PAGE = 20
PER_ADDRESS = 60


@require_safe
@keep_for_guests
def index(request: HttpRequest) -> HttpResponse:
    """The page: next session, conditions, and every admitted question under its session."""
    today = timezone.localdate()
    rules = town.question_rules(today)
    text = word(request.GET, "q", 200).strip()
    ids = [str(one) for one in matching_ids(sessions.KIND, text)] if text else None
    listed = Paginator(sessions.public_questions(ids), PER_PAGE).get_page(
        asked_number(request.GET.get("seite")) or 1
    )
    kind = registry.find_kind(sessions.KIND)
    rows = list(listed.object_list)
    for row in rows:
        row.state = kind.state(row.case.state) if kind else None
    context = {
        "rules": rules,
        **question_sentences(rules),
        "next": sessions.place_on(today, rules),
        "page": listed,
        "sessions": sessions.by_session(rows),
        "text": text,
        "today": today,
        "all": Question.objects.public().count(),
    }
    return render(request, "petitions/question_index.html", context)


@require_safe
@keep_for_guests
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """`/fragestunde/<number>/`: one question with its answer."""
    found: Question | None = (
        Question.objects.public().select_related("case__unit", "body").filter(case__number=number).first()
    )
    if found is None:
        raise Http404
    today = timezone.localdate()
    case = with_open_duty(type(found.case).objects.filter(pk=found.case_id)).select_related("unit").get()
    kind = registry.kind_of(case)
    duty = Duty.objects.filter(case=case, done_at__isnull=True).first()
    context = {
        "question": found,
        "case": case,
        "state": kind.state(case.state),
        "overdue": is_overdue(duty.due_on if duty else None, today),
        "duty": duty,
        "lines": lines(case, internal=False, today=today),
        "session_gone": case.state == "admitted" and sessions.session_gone(found),
        "shown": True,
        "today": today,
    }
    return render(request, "petitions/question_detail.html", context)


def _choices(today: date, rules: QuestionRules) -> list[tuple[str, str]]:
    """Each body with the session a question of today goes to."""
    names = dict(Organisation.objects.filter(key__in=rules.session.bodies).values_list("key", "name"))
    found = []
    for key in rules.session.bodies:
        where = sessions.place_on(today, rules, key)
        if key not in names:
            continue
        if where.meeting and where.place.last_day:
            words = _("%(session)s, questions until %(last)s") % {
                "session": weekday_and_day(where.meeting.day, today),
                "last": weekday_and_day(where.place.last_day, today),
            }
        else:
            words = _("no session fixed yet")
        if where.missed:
            words += " " + _("(too late for %(day)s)") % {"day": weekday_and_day(where.missed.day, today)}
        found.append((where.meeting is None, where.meeting.day if where.meeting else today, key, words))
    return [(key, f"{names[key]}: {words}") for _none, _day, key, words in sorted(found)]


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """`/fragestunde/stellen/`: the form; it says before sending to which session the question goes."""
    today = timezone.localdate()
    rules = town.question_rules(today)
    person = signed_in(request)
    args = (rules.author, str(settings.TOWN["name"]), _choices(today, rules))
    data = (request.POST,) if request.method == "POST" else ()
    form = QuestionForm(*args, *data, person=person)
    context: dict[str, Any] = {
        "rules": rules,
        "who": who_sentence(rules.author),
        "next": sessions.place_on(today, rules),
        "today": today,
        "delete_on": today + timedelta(days=DELETE_AFTER_DAYS),
    }
    if not form.is_valid() or stopped(request, form, "question", limit=PER_ADDRESS):
        return page(request, "petitions/question_form.html", form, context)
    try:
        case, secret = actions.ask(
            form.words(),
            form.who(get_language() or "de"),
            token=traps.read_token(form.cleaned_data["form_token"]) or "",
        )
    except Refused as refused:
        add_to_form(form, refused)
        return page(request, "petitions/question_form.html", form, context)
    return redirect("petitions:question-receipt", number=case.number, secret=secret)


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/fragestunde/<number>/<secret>/`: number, session, where it stands and what comes next."""
    case = case_by_secret(number, secret)
    if case.kind != sessions.KIND:
        raise Http404
    question, rules, now = sessions.question_of(case), town.question_rules_of(case), timezone.now()
    context = {
        "question": question,
        "ahead": ahead.of_question(case, question, rules, now),
        "held": question.meeting_at is not None and question.meeting_at <= now,
        "ground_text": rules.refusals.text(question.ground),
    }
    return receipt_page(request, "petitions/question_receipt.html", case, secret, context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """`/fragestunde/termine.ics`: sessions with question time and the last day for questions."""
    content = calendars.session_calendar(timezone.localdate())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
