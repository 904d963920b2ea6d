"""`/melden/`: the form in three steps, what is shown before sending, the receipt, and the objection."""

from __future__ import annotations

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitmachstadt.modules.reports.actions import photos as photo_actions
from mitmachstadt.modules.reports.actions import reports as actions
from mitmachstadt.modules.reports.cases.report import DELETE_AFTER_DAYS
from mitmachstadt.modules.reports.forms import ReportForm
from mitmachstadt.modules.reports.queries import guessing, town
from mitmachstadt.modules.reports.queries import reports as queries
from mitmachstadt.modules.reports.queries.photos import keep_photos
from mitmachstadt.modules.reports.rules import Category, emergency_in, leads
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import word
from mitmachstadt.spine.cases import sender
from mitmachstadt.spine.cases.actions import already_received, move
from mitmachstadt.spine.cases.models import Duty
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.cases.views_public import case_by_secret
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.trapped import stopped
from mitmachstadt.spine.places.queries import locate
from mitmachstadt.spine.problems import Refused, add_to_form
from mitmachstadt.spine.ui.offline import keep_as_form

#: From one address in ten minutes: a school class on a walk through its district passes.
PER_ADDRESS = 150


def signed_in(request: HttpRequest) -> User | None:
    """The person, or None for guests."""
    return request.user if isinstance(request.user, User) else None


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form. What may be the same is shown once before it is sent and never stops anybody."""
    rules, person = town.report_rules(), signed_in(request)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReportForm(rules, *data, email=person.email if person else "", start=_start(request))
    if not form.is_bound:
        return _form_page(request, form)
    valid = form.is_valid()
    chosen = form.chosen()
    photos, problems = photo_actions.take(
        request.FILES.getlist("photos"), town.said(chosen) if chosen else _("unknown"),
        kept=request.POST.get("photos_kept", ""), without="photos_remove" in request.POST,
    )  # fmt: skip
    if problems:
        add_to_form(form, Refused(problems))
    if not valid or not form.is_valid():
        return _form_page(request, form, photos)
    what = form.reported()
    # What waited on a device for the network comes without anybody who could be asked.
    ask_first = not form.cleaned_data["same"] and "_spaeter" not in request.POST
    emergency = emergency_in(what.text, rules)
    if emergency and ask_first:
        return _form_page(request, form, photos, emergency=emergency)
    if stopped(request, form, "report", limit=PER_ADDRESS):
        return _form_page(request, form, photos)
    try:
        spot = actions.spot_of(what)
        if ask_first and spot.lat is not None and spot.lon is not None:
            alike = queries.alike(
                lat=spot.lat, lon=spot.lon, category=what.category, text=what.text, rules=rules,
                today=timezone.localdate(),
            )  # fmt: skip
            if alike and not _known(form):
                return _form_page(request, form, photos, alike=alike)
        case, secret = actions.hand_in(
            what,
            actions.Reporter(
                user=person, email=form.cleaned_data.get("email", ""), language=get_language() or "de"
            ),
            photos=photos,
            token=traps.read_token(form.cleaned_data["form_token"]) or "",
        )
    except Refused as refused:
        add_to_form(form, refused)
        return _form_page(request, form, photos)
    photo_actions.drop_unused(photos)
    return redirect("reports:receipt", number=case.number, secret=secret)


def _start(request: HttpRequest) -> dict[str, str]:
    """What the address of the form fills in already, such as the way from the page of a place (`ort`, `genau`, `gruppe`)."""
    wanted = (("place", "ort", 200), ("place_words", "genau", 150), ("group", "gruppe", 60))
    return {field: text for field, name, most in wanted if (text := word(request.GET, name, most).strip())}


def _known(form: ReportForm) -> bool:
    """True when the same form made a report already: its sender gets that receipt and no question."""
    token = traps.read_token(form.cleaned_data["form_token"]) or ""
    key = actions.submission_key(token, form.reported())
    return already_received(key) is not None


def _form_page(
    request: HttpRequest, form: ReportForm, photos: list[Upload] | None = None, **more: Any
) -> HttpResponse:
    old = form.data.get("form_token", "") if form.is_bound else ""
    token = old if traps.read_token(old) else traps.token_of(request)
    many = form.is_bound and any(error.code == "too_many" for error in form.non_field_errors().as_data())
    asked = bool(more)
    context = {
        "form": form,
        "form_token": token,
        "trap": traps.TRAP_FIELD,
        "photos": photos or [],
        "photos_kept": keep_photos(photos or []),
        "category": form.chosen(),
        "delete_on": timezone.localdate() + timedelta(days=DELETE_AFTER_DAYS),
        "centre": settings.TOWN["centre"],
        **more,
    }
    status = 429 if many else 422 if form.errors else 200
    page = render(
        request,
        "reports/before.html" if asked and not form.errors else "reports/form.html",
        context,
        status=status,
    )
    return keep_as_form(request, page)


@never_cache
@require_safe
def hints(request: HttpRequest) -> HttpResponse:
    """`/melden/hinweise/?text=&ort=&gruppe=&genauer=`: a piece of page for the form: emergencies, the category that the
    text suggests with its confidence, the questions of the chosen one, who gets it, and what may be the same."""
    rules = town.report_rules()
    text, place = word(request.GET, "text", 500), word(request.GET, "ort", 200)
    group, finer = word(request.GET, "gruppe", 60), word(request.GET, "genauer", 60)
    category = rules.category(finer) or next(iter(rules.of_group(group)), None)
    guess = guessing.guess(text, rules) if len(text) > 5 else None
    spot = locate(place)
    alike = []
    if spot and category:
        alike = queries.alike(
            lat=spot.lat,
            lon=spot.lon,
            category=category.key,
            text=text,
            rules=rules,
            today=timezone.localdate(),
        )
    form = ReportForm(rules, {"group": group, f"fine_{group}": finer})

    def unit_of(one: Category | None) -> Organisation:
        lon, lat = (spot.lon, spot.lat) if spot else (None, None)
        return town.unit_named(town.route_of(one, "", f"{text} {place}", lon, lat, timezone.localdate()).unit)

    leading = (
        leads(category, rules, guess.category if guess and guess.trusted else None) if category else None
    )
    context = {
        "emergency": emergency_in(text, rules),
        "guess": guess if not finer else None,
        "guess_unit": unit_of(guess.category) if guess and not finer else None,
        "others": [(one, town.said(one)) for one in guess.others] if guess else [],
        "category": category,
        "form": form,
        "unit": unit_of(leading) if category else None,
        "by_hand": category is not None and leading is None,
        "alike": alike,
    }
    return render(request, "reports/hints.html", context)


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/meldungen/<number>/<secret>/`: number, who takes care, until when, and what is kept."""
    case = case_by_secret(number, secret)
    if case.kind != actions.KIND:
        raise Http404
    report = actions.report_of(case)
    rules = town.rules_of(case)
    category = rules.category(report.category)
    response = render(
        request,
        "reports/receipt.html",
        {
            "case": case,
            "kind": kind_of(case),
            "state": kind_of(case).state(case.state),
            "report": report,
            "category": category,
            "category_name": town.category_name(report.category, rules),
            "duty": Duty.objects.filter(case=case, done_at__isnull=True).first(),
            "secret": secret,
            "changeable": sender.may_change(case),
            "objection_until": queries.objection_until(report, rules),
            "reason_text": queries.reason_in_words(report, rules),
            "photos": report.photos.count(),
            "base_url": settings.BASE_URL,
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def dispute(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """The reporter says once that it is not mended; then it is open again and counts in public."""
    case = case_by_secret(number, secret)
    if case.kind != actions.KIND:
        raise Http404
    try:
        move(
            case,
            "open",
            by=None,
            expect_version=case.version,
            as_sender=True,
            given=Given(text=request.POST.get("text", "").strip()[:2000]),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is open again. Whoever is in charge has been told."))
    return redirect("reports:receipt", number=number, secret=secret)
