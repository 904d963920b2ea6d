"""`/antraege/`: what a petition is, who may, what happens next, and the public register with a page for each."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.petitions.models import Petition
from mitmachstadt.modules.petitions.queries import register, town
from mitmachstadt.modules.petitions.rules import last_day_before
from mitmachstadt.modules.petitions.words import rule_sentences, state_filters
from mitmachstadt.spine.asked import number as asked_number
from mitmachstadt.spine.audit.kept import keep_for_guests
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.cases.models import Duty
from mitmachstadt.spine.cases.queries import with_open_duty
from mitmachstadt.spine.cases.rules import is_overdue
from mitmachstadt.spine.cases.timeline import lines


@require_safe
@keep_for_guests
def index(request: HttpRequest) -> HttpResponse:
    """The page with the register; filters are part of the address."""
    today = timezone.localdate()
    rules = town.petition_rules(today)
    wanted = register.RegisterFilter.of(request.GET)
    page = Paginator(register.register(wanted), register.PER_PAGE).get_page(
        asked_number(request.GET.get("seite")) or 1
    )
    rows = list(page.object_list)
    body = town.first_body(rules)
    coming = council.upcoming_meetings(today, [body.key], limit=6) if body else []
    meeting = next((one for one in coming if one.public and today <= last_day_before(one.day, rules)), None)
    kind = registry.find_kind(register.KIND)
    late = register.overdue_ids(rows, today)
    context = {
        "rules": rules,
        **rule_sentences(rules),
        "body": body,
        "meeting": meeting,
        "last_day": last_day_before(meeting.day, rules) if meeting else None,
        "wanted": wanted,
        "page": page,
        "rows": [
            {
                "petition": row,
                "state": kind.state(row.case.state) if kind else None,
                "late": row.case_id in late,
            }
            for row in rows
        ],
        "figures": register.figures(today),
        "years": register.years(),
        "bodies": register.bodies_in_register(),
        "states": state_filters(),
        "today": today,
    }
    return render(request, "petitions/index.html", context)


def _public(number: str) -> Petition:
    found: Petition | None = (
        Petition.objects.public()
        .select_related("case__unit", "body", "district")
        .filter(case__number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
@keep_for_guests
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """`/antraege/<number>/`: one admitted petition with everything that happened to it; of a withdrawn one that it was."""
    gone = register.withdrawn(number)
    if gone is not None:
        context = {"petition": gone, "day": register.withdrawn_on(gone)}
        return render(request, "petitions/withdrawn.html", context, status=410)
    petition, today = _public(number), timezone.localdate()
    return render(request, "petitions/detail.html", detail_context(petition, today))


def detail_context(petition: Petition, today: Any) -> dict[str, Any]:
    """What the page of a petition shows."""
    case = petition.case
    with_duty = with_open_duty(type(case).objects.filter(pk=case.pk)).select_related("unit").get()
    kind = registry.kind_of(case)
    duty = Duty.objects.filter(case=case, done_at__isnull=True).select_related("unit").first()
    return {
        "petition": petition,
        "case": with_duty,
        "state": kind.state(case.state),
        "overdue": is_overdue(duty.due_on if duty else None, today),
        "duty": duty,
        "duty_kind": kind.duty(duty.key) if duty else None,
        "rules": town.rules_of(case),
        "stations": register.chain(case.number),
        "attachments": [
            one for one in petition.attachments.select_related("upload") if one.released and one.upload.public
        ],
        "signatory_count": petition.signatories.count(),
        "lines": lines(with_duty, internal=False, today=today),
        "shown": True,
        "today": today,
    }
