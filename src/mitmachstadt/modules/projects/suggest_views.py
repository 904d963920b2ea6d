"""Pages with which residents hand in a suggestion or an idea, and the receipt they get."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mitmachstadt.modules.projects import suggest_actions as actions
from mitmachstadt.modules.projects import suggest_photos as photos
from mitmachstadt.modules.projects import suggest_queries as queries
from mitmachstadt.modules.projects.cases import DELETE_AFTER_DAYS
from mitmachstadt.modules.projects.models import Project
from mitmachstadt.modules.projects.rules import ABOUT_A_PROJECT, next_chance
from mitmachstadt.modules.projects.suggest_desk import suggestion_of
from mitmachstadt.modules.projects.suggest_forms import AnswerForm, IdeaForm, SuggestForm
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import sender as own
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.cases.views_public import case_by_secret
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.moderation.rules import private_details, without_details
from mitmachstadt.spine.problems import Problem, Refused, add_to_form
from mitmachstadt.spine.ui.offline import keep_as_form

#: Per ten minutes. A class of 30 in one school shares an address; one person writes a handful.
PER_SESSION, PER_ADDRESS, SPAN = 20, 150, 600
Send = Callable[[Any, Upload | None], tuple[Case, str]]


def _public_project(number: str) -> Project:
    found: Project | None = (
        Project.objects.public()
        .filter(number=number)
        .select_related("owner", "unit", "main_topic")
        .prefetch_related("points")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _sender(request: HttpRequest, form: AnswerForm) -> actions.Sender:
    person = request.user if isinstance(request.user, User) else None
    return actions.Sender(
        user=person, email=form.cleaned_data.get("email", ""), language=get_language() or "de"
    )


def _town() -> str:
    return str(settings.TOWN["name"])


@never_cache
@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest, number: str) -> HttpResponse:
    """`/vorhaben/<number>/hinweis/`: the form, or a sentence when the town takes nothing more."""
    project, today = _public_project(number), timezone.localdate()
    rules = queries.town_rules(today)
    reception = queries.reception_of(project, today)
    meeting = queries.next_meeting(project, today)
    chance = next_chance(
        queries.window_of(project), today, rules, next_reading=meeting.day if meeting else None
    )
    context = {
        "project": project,
        "reception": reception,
        "chance": chance,
        "today": today,
        "meeting": meeting,
    }
    takes = any(kind.key in ABOUT_A_PROJECT for kind in rules.suggestions.kinds)
    if reception == "refuse" or project.state in ("done", "stopped") or not takes:
        return render(request, "projects/suggest/closed.html", context)
    form = SuggestForm(project, rules, _town(), *_sent(request), **_start(request))

    def send(valid: SuggestForm, photo: Upload | None) -> tuple[Case, str]:
        token = traps.read_token(valid.cleaned_data["form_token"]) or ""
        return actions.hand_in(project, valid.words(photo), _sender(request, valid), token=token)

    return _handle(request, form, send, "projects/suggest/form.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """`/vorhaben/idee/`: an idea for the list, by the ways the town's rules open."""
    today = timezone.localdate()
    rules = queries.town_rules(today)
    ways = [way for key in ("residents", "organisations") if (way := rules.ways.way(key))]
    kinds = [kind for kind in rules.suggestions.kinds if kind.key not in ABOUT_A_PROJECT]
    context: dict[str, Any] = {"rules": rules, "today": today}
    if not ways or not kinds:
        return render(request, "projects/suggest/closed.html", {**context, "ways": rules.ways.items})
    form = IdeaForm(rules, _town(), *_sent(request), **_start(request))

    def send(valid: IdeaForm, photo: Upload | None) -> tuple[Case, str]:
        token = traps.read_token(valid.cleaned_data["form_token"]) or ""
        return actions.propose(valid.words(photo), _sender(request, valid), token=token)

    return _handle(request, form, send, "projects/suggest/idea.html", context)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return request.POST or None, request.FILES or None


def _start(request: HttpRequest) -> dict[str, Any]:
    email = request.user.email if isinstance(request.user, User) else ""
    return {"email": email, "initial": {"form_token": traps.token_of(request)}}


def _handle(
    request: HttpRequest, form: AnswerForm, send: Send, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Shows the form, or receives it; whatever is wrong, nothing that was entered is lost, the photo included."""
    photo: Upload | None = None
    status = 200
    if request.method == "POST":
        status = 422
        valid = form.is_valid()
        photo = photos.take(form)
        if valid and form.is_valid():
            problem = _stopped(request, form)
            if problem is None:
                try:
                    case, secret = send(form, photo)
                except Refused as refused:
                    add_to_form(form, refused)
                else:
                    photos.drop_unused(photo)
                    return redirect("projects:receipt", number=case.number, secret=secret)
            else:
                add_to_form(form, Refused([problem]))
                status = 429 if problem.code == "too_many" else 422
    token = _token_again(form)
    page = render(
        request,
        template,
        {
            **context,
            "form": form,
            "form_token": token,
            "photo": photo,
            "photo_kept": photos.keep(photo),
            "trap": traps.TRAP_FIELD,
            "delete_on": timezone.localdate() + timedelta(days=DELETE_AFTER_DAYS),
        },
        status=status,
    )
    return keep_as_form(request, page)


def _token_again(form: AnswerForm) -> str:
    """The form's own token while it holds (it tells a double submit), else a new one."""
    sent = form.data.get("form_token", "") if form.is_bound else form.initial["form_token"]
    return str(sent) if traps.read_token(str(sent)) else traps.new_token()


def _stopped(request: HttpRequest, form: AnswerForm) -> Problem | None:
    """What keeps machines and floods away, as a sentence; None for people."""
    token = form.cleaned_data.get("form_token", "")
    if form.trapped:
        return Problem(
            "", "trap", _("Something was written into a field that people do not see. Please send it again.")
        )
    if traps.read_token(token) is None:
        return Problem("", "old_form", _("This form was open for a long time. Please send it once more."))
    if traps.too_fast(token):
        return Problem("", "too_fast", _("That was very fast. Please press the button once more."))
    if not request.session.session_key:
        request.session.create()
    many = too_many("suggest-s", request.session.session_key or "", limit=PER_SESSION, seconds=SPAN)
    many = too_many("suggest-a", client_address(request), limit=PER_ADDRESS, seconds=SPAN) or many
    if many:
        return Problem(
            "",
            "too_many",
            _("That were many suggestions in a short time. Please wait ten minutes, your text stays here."),
        )
    return None


@never_cache
@require_GET
def receipt(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/hinweis/<number>/<secret>/`: the promise: number, dates, what happens if nobody answers, what is stored."""
    case = case_by_secret(number, secret)
    if case.kind not in (actions.KIND, actions.IDEA):
        raise Http404
    if case.hidden:  # there the author reads why, and objects
        return redirect("cases:sender", number, secret)
    suggestion = suggestion_of(case)
    project = suggestion.project
    received = timezone.localdate(case.received_at)
    meeting = queries.next_meeting(project, received) if project else None
    response = render(
        request,
        "projects/suggest/receipt.html",
        {
            "case": case,
            "kind": kind_of(case),
            "secret": secret,
            "suggestion": suggestion,
            "project": project,
            "answer_by": queries.answer_by(case),
            "days": queries.promised_days(case, meeting),
            "private": private_details(suggestion.text) if own.may_change(case) else [],
            "changeable": own.may_change(case),
            "base_url": settings.BASE_URL,
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def leave_out(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Takes phone numbers, addresses and bank accounts out of the sender's own text, at one press."""
    case = case_by_secret(number, secret)
    text = suggestion_of(case).text
    try:
        own.change_text(case, without_details(text, private_details(text)), expect_version=case.version)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The private details are no longer in your text."))
    return redirect("projects:receipt", number=number, secret=secret)
