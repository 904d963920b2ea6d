"""The desk pages of the climate check: papers that still need one, the form in two steps, the manager's words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mitmachstadt.modules.climate import actions, queries, rules
from mitmachstadt.modules.climate.forms import CheckForm, OpinionForm
from mitmachstadt.modules.climate.models import PaperCheck
from mitmachstadt.modules.climate.permissions import may_comment, may_fill, may_see_checks
from mitmachstadt.modules.climate.presenters import check_view, light_view
from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.council.interface import PaperInfo
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import unit_ids
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Refused, add_to_form

BACK, PAGE = timedelta(days=400), 50
#: Both forms of the page ask for tons; each field has a name of its own.
OPINION = "stimme"


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_see_checks(request.user):
        raise Http404
    return request.user


def _paper(pk: int) -> PaperInfo:
    found = council.paper(pk)
    if found is None:
        raise Http404
    return found


@staff_only
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/klimacheck/`: papers without a check first, my department's before others."""
    person = _person(request)
    mine = set(Organisation.objects.filter(pk__in=unit_ids(person)).values_list("key", flat=True))
    rows = [
        {
            "paper": row.paper, "check": row.check, "sampled": row.sampled,
            "light": light_view(row.check.light) if row.check else None,
            "mine": bool(mine & {key for key, _name in row.paper.departments}),
        }
        for row in queries.desk_rows(timezone.localdate() - BACK)
    ]  # fmt: skip
    rows.sort(key=lambda row: (row["check"] is not None, not row["mine"]))
    unit = queries.manager()
    context = {
        **desk_context(request),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("seite")),
        "missing": sum(row["check"] is None for row in rows),
        "comments": may_comment(person, unit.pk if unit else None, queries.has_clerks(unit)),
        "rule": queries.rules_on(timezone.localdate()),
    }
    return render(request, "climate/desk/list.html", context)


def _page(
    request: HttpRequest, paper: PaperInfo, form: CheckForm | None = None, opinion: OpinionForm | None = None,
    preview: Any = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    person, unit = _person(request), queries.manager()
    check = queries.check_of(paper.id)
    decided = council.paper_results([paper.id]).get(paper.id)
    rule = queries.rules_on(timezone.localdate())
    fills = may_fill(person, actions.departments_of(paper)) and decided is None
    comments = may_comment(person, unit.pk if unit else None, queries.has_clerks(unit))
    forbidding = queries.problems_with_release(paper.id) if check and not paper.public else []
    context = {
        **desk_context(request),
        "paper": paper,
        "paper_page": council.paper_page(paper.id, person),
        "view": check_view(check, rule) if check else None,
        "decided": decided,
        "before_release": forbidding,
        "form_open": form is not None or bool(forbidding),
        "form": (form or CheckForm(rule, check=check)) if fills else None,
        "opinion_form": (opinion or OpinionForm(prefix=OPINION))
        if comments and check and check.submitted_at
        else None,
        "form_errors": next((one for one in (form, opinion) if one is not None and one.errors), None),
        "preview": preview,
        "rule": rule,
    }
    return render(request, "climate/desk/check.html", context, status=status)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """`/schreibtisch/klimacheck/<id>/`: the form; "Compute" shows the light and keeps nothing yet."""
    paper, person = _paper(pk), _person(request)
    if request.method != "POST":
        return _page(request, paper)
    rule = queries.rules_on(timezone.localdate())
    form = CheckForm(rule, request.POST)
    if not form.is_valid():
        return _page(request, paper, form, status=422)
    if "rechnen" in request.POST:
        return _page(request, paper, form, preview=light_view(_light(form) or "") or "open")
    try:
        made = actions.hand_in(pk, form.values(), by=person, department=_unit(person, paper))
    except Refused as refused:
        add_to_form(form, refused)
        return _page(request, paper, form, status=422)
    messages.success(
        request, _("The climate check is handed in: %(light)s.") % {"light": made.get_light_display()}
    )
    return redirect("climate:desk-check", pk=pk)


def _light(form: CheckForm) -> str | None:
    values = form.values()
    names = rules.Answers.__dataclass_fields__
    return rules.light_of(
        rules.Answers(**{key: value for key, value in values.items() if key in names}), form.rule
    )


def _unit(person: User, paper: PaperInfo) -> Organisation | None:
    """The department that answers: the paper's own, else the unit of whoever fills it in."""
    if paper.departments:
        return None
    return (
        Organisation.objects.filter(pk__in=unit_ids(person)).first()
        or Organisation.objects.filter(key="stadt").first()
    )


@staff_only
@require_POST
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """The climate manager's words on the newest version."""
    paper, person = _paper(pk), _person(request)
    found: PaperCheck | None = queries.check_of(pk)
    if found is None:
        raise Http404
    form = OpinionForm(request.POST, prefix=OPINION)
    if not form.is_valid():
        return _page(request, paper, opinion=form, status=422)
    data = form.cleaned_data
    try:
        actions.comment(
            found, data["opinion"], data["text"], by=person, direction=data["direction"], mid=data["mid"]
        )
    except Refused as refused:
        add_to_form(form, refused)
        return _page(request, paper, opinion=form, status=422)
    messages.success(request, _("Your words stand beside the check."))
    return redirect("climate:desk-check", pk=pk)
