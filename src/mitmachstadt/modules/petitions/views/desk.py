"""Papers of a petition at the desk: the letter to the author and the petition itself, to print and send."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mitmachstadt.modules.petitions import letters
from mitmachstadt.modules.petitions.models import Petition
from mitmachstadt.modules.petitions.queries import register
from mitmachstadt.modules.petitions.views.pages import pdf
from mitmachstadt.spine.cases import permissions
from mitmachstadt.spine.cases.desk import staff_only


def _seen(request: HttpRequest, number: str) -> Petition:
    case = permissions.visible_to(request.user).filter(number=number, kind=register.KIND).first()
    if case is None:
        raise Http404
    return register.petition_of(case)


@staff_only
@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/antraege/<number>/schreiben.pdf`."""
    petition = _seen(request, number)
    if not letters.has_letter(petition.case):
        raise Http404
    return pdf(letters.letter(petition), f"{number}-schreiben.pdf")


@staff_only
@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/antraege/<number>/antrag.pdf`."""
    return pdf(letters.petition_sheet(_seen(request, number)), f"{number}.pdf")
