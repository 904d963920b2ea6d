"""The only writers of climate checks: a version is drafted, handed in, and commented; nothing handed in is changed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.climate import queries, rules
from mitmachstadt.modules.climate.models import Opinion, PaperCheck
from mitmachstadt.modules.climate.permissions import may_comment, may_fill
from mitmachstadt.modules.climate.rules import MIN_REASON, Answers
from mitmachstadt.modules.climate.words import Direction
from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.council.interface import PaperInfo
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: What a department fills in, by the names of the columns.
FIELDS = (
    "screening", "no_effect_reason", "field", "direction", "low", "mid", "high", "years", "strength",
    "not_estimable_reason", "factor_set", "energy", "adaptation", "alternatives", "compensation",
)  # fmt: skip
#: What only matters when a question was answered with yes.
SECOND = tuple(name for name in FIELDS if name not in {"screening", "no_effect_reason"})


def _not_yours() -> Refused:
    return Refused(
        [Problem("", "not_yours", _("Only the department of the paper fills in its climate check."))]
    )


def _department(paper: PaperInfo) -> Organisation | None:
    keys = [key for key, _name in paper.departments]
    return Organisation.objects.filter(key__in=keys).order_by("pk").first()


def departments_of(paper: PaperInfo) -> list[int]:
    """Ids of the units that wrote a paper."""
    keys = [key for key, _name in paper.departments]
    return list(Organisation.objects.filter(key__in=keys).values_list("pk", flat=True))


@transaction.atomic
def hand_in(
    paper_id: int,
    values: Mapping[str, Any],
    *,
    by: User,
    department: Organisation | None = None,
    sample: bool = False,
) -> PaperCheck:
    """Writes a new version of a paper's check and makes it the one that counts.

    Raises:
        Refused: for an unknown paper, for strangers, for a decided paper, and for answers that do not suffice.
    """
    paper = council.paper(paper_id)
    if paper is None:
        raise Refused([Problem("", "unknown", _("There is no such paper."))])
    if not may_fill(by, departments_of(paper)):
        raise _not_yours()
    if council.paper_results([paper_id]):
        raise Refused([Problem("", "decided", _("The paper has been decided; its check stays as it was."))])
    unit = department or _department(paper)
    if unit is None:
        raise Refused([Problem("department", "missing", _("Please say which department answers."))])
    kept = {name: values[name] for name in FIELDS if name in values}
    rule = queries.rules_on(timezone.localdate())
    answers = Answers(**{name: kept[name] for name in Answers.__dataclass_fields__ if name in kept})
    refuse_if(rules.problems_with(answers, rule))
    light = rules.light_of(answers, rule)
    assert light is not None
    if not answers.any_effect:
        kept = {name: value for name, value in kept.items() if name not in SECOND}
    else:
        kept["no_effect_reason"] = ""
    before = PaperCheck.objects.select_for_update().filter(paper_id=paper_id).order_by("-version").first()
    PaperCheck.objects.filter(paper_id=paper_id, newest=True).update(newest=False)
    now = timezone.now()
    check: PaperCheck = PaperCheck.objects.create(
        paper_id=paper_id, version=before.version + 1 if before else 1, department=unit, author=by, light=light,
        submitted_at=now, created_at=before.created_at if before else now, sample=sample or paper.sample, **kept,
    )  # fmt: skip
    _log("climate_check_handed_in", check, paper, by=by, summary=_("Climate check handed in: {light}"))
    return check


@transaction.atomic
def comment(
    check: PaperCheck,
    opinion: str,
    text: str,
    *,
    by: User,
    direction: str = "",
    mid: Decimal | None = None,
) -> PaperCheck:
    """The climate manager agrees, or sees it differently with a reason and, where possible, an estimate.

    Raises:
        Refused: for strangers, for a version that was not handed in or does not count any more, and without reason.
    """
    unit = queries.manager()
    if not may_comment(by, unit.pk if unit else None, queries.has_clerks(unit)):
        raise Refused([Problem("", "not_yours", _("Only the climate manager comments on checks."))])
    check = PaperCheck.objects.select_for_update().get(pk=check.pk)
    if check.submitted_at is None or not check.newest:
        raise Refused([Problem("", "not_newest", _("There is a newer version of this check."))])
    problems = []
    if opinion not in (Opinion.AGREES, Opinion.DIFFERS):
        problems.append(Problem("opinion", "missing", _("Please say whether you agree.")))
    if opinion == Opinion.DIFFERS and len(text.strip()) < MIN_REASON:
        problems.append(
            Problem("text", "missing", _("Please say in at least 20 characters what you see differently."))
        )
    if mid is not None and (direction not in Direction.values or not 0 <= mid <= rules.MOST_TONNES):
        problems.append(
            Problem("mid", "out_of_range", _("An estimate needs its direction and a number from 0 on."))
        )
    refuse_if(problems)
    check.opinion, check.opinion_text, check.opinion_by, check.opinion_at = (
        opinion,
        text.strip(),
        by,
        timezone.now(),
    )
    check.opinion_direction, check.opinion_mid = (
        (direction, mid) if opinion == Opinion.DIFFERS else ("", None)
    )
    check.opinion_light = _opinion_light(check) or ""
    check.modified_at = timezone.now()
    check.save()
    paper = council.paper(check.paper_id)
    assert paper is not None
    _log("climate_check_commented", check, paper, by=by, summary=_("Climate manager on the check"))
    return check


def _opinion_light(check: PaperCheck) -> str | None:
    if check.opinion_mid is None:
        return None
    rule = queries.rules_on(timezone.localdate())
    answers = Answers(screening={"x": True}, direction=check.opinion_direction, mid=check.opinion_mid)
    return rules.light_of(answers, rule)


def _log(action: str, check: PaperCheck, paper: PaperInfo, *, by: User, summary: Any) -> None:
    with override("de"):
        words = str(summary).format(light=check.get_light_display())
        record(
            action,
            check,
            by=by,
            title=paper.reference,
            summary=f"{paper.reference}: {words}",
            public=paper.public,
            sample=check.sample,
        )
