"""What the desk prints for a vote: slips with codes, and ballots to fill in by hand. In German, as an office writes."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from mitmachstadt.modules.budgets.models import Budget
from mitmachstadt.modules.budgets.queries import ballots
from mitmachstadt.modules.budgets.rules import explaining
from mitmachstadt.modules.budgets.rules.ballots import POINTS, TOWN, UPDOWN, Item, offered
from mitmachstadt.modules.budgets.views.ballot import when
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.files.printing import codes_for, make_pdf
from mitmachstadt.spine.problems import Problem, Refused
from mitmachstadt.spine.ui.words import money

PRINT = Path(__file__).resolve().parent.parent / "templates" / "budgets" / "print"


def codes_pdf(budget: Budget, codes: list[str]) -> HttpResponse:
    """The codes as slips to hand out; they stand nowhere else."""
    address = settings.BASE_URL + reverse("budgets:ballot", args=[budget.slug])
    with override("de"):
        end = when(budget)["end"]
        data = {
            "title": _("Codes for the vote: %(name)s") % {"name": budget.name},
            "lang": "de",
            "url": address,
            "words": {
                "heading": _("Your code for the vote"),
                "name": budget.name,
                "how": _("Open this page, choose “I have a code”, and type it. It holds for one ballot."),
                "until": _("The vote goes on until %(day)s.") % {"day": end} if end else "",
                "secret": _("Nobody keeps a list of who got which code."),
                "qr": _("The address as a code for cameras"),
            },
            "codes": [paper_words(code) for code in codes],
        }
        body = make_pdf(PRINT / "codes.typ", data, codes=codes_for(address))
    return _download(body, f"codes-{budget.slug}.pdf")


def ballot_pdf(budget: Budget, district: str) -> HttpResponse:
    """The ballot for pen and box, as it was fixed when the vote began; `district` where the rule asks for one.

    Raises:
        Refused: the ballot is not fixed yet, or the district is missing.
    """
    vote = ballots.vote_of(budget)
    if vote.sheet is None:
        raise Refused([Problem("", "before", _("The vote has not begun yet."))])
    if vote.rule.scope == TOWN:
        district = ""
    elif not district or district not in vote.rule.pots:
        words = _("Please say for which district these ballots are.")
        raise Refused([Problem("district", "district_missing", words)])
    with override("de"):
        end = when(budget)["end"]
        where = District.objects.filter(slug=district).values_list("name", flat=True).first() or ""
        name = f"{budget.name}, {where}" if where else budget.name
        standing: list[Item] = offered(vote.rule, vote.standing, district)
        kind = vote.rule.kind
        marks = {
            UPDOWN: [pgettext("ballot", "For"), pgettext("ballot", "Against")],
            POINTS: [pgettext("ballot", "Points")],
        }.get(kind, [pgettext("ballot", "Vote")])
        data = {
            "title": _("Ballot: %(name)s") % {"name": name},
            "lang": "de",
            "foot": name,
            "heading": _("Ballot"),
            "name": name,
            "rules": explaining.how_to_vote(vote.rule),
            "until": _("The vote goes on until %(day)s.") % {"day": end} if end else "",
            "marks": marks,
            "width": 1.5 if kind == POINTS else 0.7,
            "words": {"number": _("No."), "idea": _("Idea"), "price": _("Price")},
            "rows": [
                {"number": str(one.number), "title": one.title, "price": money(one.price)} for one in standing
            ],
            "after": [
                _("What breaks the rule makes the ballot invalid. Please write no name and no number on it."),
                _("Who votes here does not vote online as well."),
                *([_("Sample: made up to show the platform.")] if budget.sample else []),
            ],
        }
        body = make_pdf(PRINT / "ballot.typ", data)
    return _download(body, f"stimmzettel-{budget.slug}{'-' + district if district else ''}.pdf")


def _download(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def paper_words(code: str) -> str:
    """A code in groups of four, as it is read."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
