"""The writers of council papers: kept as drafts, changed, released to everybody, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.council import rules
from mitmachstadt.modules.council.file_actions import show_documents
from mitmachstadt.modules.council.models import Paper, Person
from mitmachstadt.modules.council.models.base import HIDING, WITHHELD
from mitmachstadt.modules.council.permissions import refuse_stranger
from mitmachstadt.modules.council.queries.papers import paper_numbered
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import differences, record
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.signals import paper_release_asked, paper_released
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: How the log names what was changed.
LABELS = {
    "reference": _("Number of the paper"), "title": _("Title"), "paper_type": _("Kind"), "date": _("Date"),
    "summary": _("In short"), "departments": _("Written by"), "originators": _("Brought in by bodies or groups"),
    "originator_persons": _("Brought in by persons"), "related": _("Related papers"),
}  # fmt: skip


def _log(
    action: str, paper: Paper, *, by: User, summary: Any, changes: Sequence[dict[str, Any]] = ()
) -> None:
    with override("de"):
        record(
            action, paper, by=by, summary=str(summary), public=paper.public, sample=paper.sample,
            changes=[{**change, "field": str(change["field"])} for change in changes],
        )  # fmt: skip


@transaction.atomic
def draft_paper(
    reference: str,
    title: str,
    *,
    by: User,
    paper_type: str = "",
    day: date | None = None,
    summary: str = "",
    departments: Sequence[Organisation] = (),
    originators: Sequence[Organisation] = (),
    originator_persons: Sequence[Person] = (),
    related: Sequence[str] = (),
    subject_kind: str = "",
    subject_id: str = "",
    sample: bool = False,
) -> Paper:
    """A new paper that nobody outside sees yet; `related` are numbers of papers.

    Raises:
        Refused: without reference or title, for a reference that is given already, and for a number nobody knows.
    """
    refuse_stranger(by)
    taken = Paper.objects.filter(source_id="", reference=reference.strip()).exists()
    refuse_if(rules.problems_with_paper(reference, title, taken=taken))
    others = _papers(related)
    try:
        with transaction.atomic():
            paper: Paper = Paper.objects.create(
                reference=reference.strip(), title=title.strip(), paper_type=paper_type.strip(),
                summary=summary.strip(), date=day or timezone.localdate(), subject_kind=subject_kind,
                subject_id=subject_id, public=False, sample=sample or by.sample,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(rules.problems_with_paper(reference, title, taken=True)) from None
    paper.departments.set(departments)
    paper.originators.set(originators)
    paper.originator_persons.set(originator_persons)
    paper.related.set(others)
    _log("paper_added", paper, by=by, summary=_("Paper added"))
    return paper


@transaction.atomic
def keep_paper(
    reference: str, title: str, *, by: User, day: date | None = None, sample: bool = False
) -> Paper:
    """The paper of that number, for an agenda. A new one is released when whoever checks papers agrees, else it is a
    draft until then; one that is known stays as it is.

    Raises:
        Refused: as `draft_paper`.
    """
    refuse_stranger(by)
    known = paper_numbered(reference)
    if known is not None:
        return known
    try:
        paper = draft_paper(reference, title, by=by, day=day, sample=sample)
    except Refused as refused:
        raise Refused(Problem(f"paper_{p.field}", p.code, p.message) for p in refused.problems) from None
    try:
        return release_paper(paper, by=by)
    except Refused:
        return paper


@transaction.atomic
def release_paper(paper: Paper, *, by: User) -> Paper:
    """Makes a paper public; whoever keeps a check of papers is asked first. A second press does no harm.

    Raises:
        Refused: when a listener of `paper_release_asked` forbids it, for example the climate check.
    """
    refuse_stranger(by)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.public and paper.deleted_at is None:
        return paper
    keys = list(paper.departments.values_list("key", flat=True))
    paper_release_asked.send(
        sender=Paper, paper_id=paper.pk, reference=paper.reference, title=paper.title, departments=keys
    )
    now = timezone.now()
    paper.public, paper.was_public, paper.deleted_at = True, True, None
    paper.imported = {name: value for name, value in paper.imported.items() if name != WITHHELD}
    paper.released_at, paper.modified_at = paper.released_at or now, now
    paper.save(update_fields=["public", *HIDING, "released_at", "modified_at"])
    show_documents(paper, True)
    touch(Paper, [paper.pk], comes_or_goes=True, now=now)
    _log("paper_released", paper, by=by, summary=_("Paper released"))
    paper_released.send(sender=Paper, paper_id=paper.pk, by=by)
    return paper


@transaction.atomic
def change_paper(
    paper: Paper,
    *,
    by: User,
    departments: Sequence[Organisation],
    originators: Sequence[Organisation] = (),
    originator_persons: Sequence[Person] = (),
    related: Sequence[str] = (),
    **values: Any,
) -> Paper:
    """Other words for a paper: `reference`, `title`, `paper_type`, `date`, `summary`; who wrote it, who brought it in, and
    the numbers of related papers.

    Raises:
        Refused: without reference or title, for a reference that is given already, and for a number nobody knows.
    """
    refuse_stranger(by)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    taken = Paper.objects.filter(source_id="", reference=values["reference"]).exclude(pk=paper.pk).exists()
    refuse_if(rules.problems_with_paper(values["reference"], values["title"], taken=taken))
    ties: dict[str, Sequence[Any]] = {
        "departments": departments, "originators": originators, "originator_persons": originator_persons,
        "related": [*_papers(related, but=paper), *paper.related.filter(reference="")],
    }  # fmt: skip
    before: dict[str, list[Any]] = {name: list(getattr(paper, name).all()) for name in ties}
    old = {name: getattr(paper, name) for name in values} | {
        name: _names(rows) for name, rows in before.items()
    }
    new = values | {name: _names(rows) for name, rows in ties.items()}
    with override("de"):
        changes = differences(old, new, {name: str(label) for name, label in LABELS.items()})
    if not changes:
        return paper
    for name, value in values.items():
        setattr(paper, name, value)
    paper.save(update_fields=list(values))
    for name, rows in ties.items():
        getattr(paper, name).set(rows)
    touch(Paper, {paper.pk, *(row.pk for row in (*before["related"], *ties["related"]))})
    _log("paper_changed", paper, by=by, summary=_("Paper changed"), changes=changes)
    return paper


@transaction.atomic
def take_back_paper(paper: Paper, *, by: User, reason: str) -> Paper:
    """Hides a released paper again; outside only a mark of it is left. A second press does no harm.

    Raises:
        Refused: without a reason.
    """
    refuse_stranger(by)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if not paper.public:
        return paper
    if not reason.strip():
        raise Refused([Problem("reason", "missing", _("Please say why."))])
    paper.withhold(timezone.now())
    paper.public = False
    paper.save(update_fields=["public", *HIDING])
    touch(Paper, [paper.pk], comes_or_goes=True, now=paper.deleted_at)
    show_documents(paper, False)
    with override("de"):
        record(
            "paper_taken_back", paper, by=by, summary=str(_("Paper taken back")), reason=reason.strip(),
            sample=paper.sample,
        )  # fmt: skip
    return paper


def _names(rows: Iterable[Any]) -> list[str]:
    return sorted(getattr(row, "name", "") or str(row) for row in rows)


def _papers(numbers: Sequence[str], but: Paper | None = None) -> list[Paper]:
    """The papers with these numbers; raises `Refused` with a sentence for each that nobody knows."""
    found = {number: paper_numbered(number) for number in numbers}
    refuse_if(
        Problem("related", "unknown", format_lazy(_("There is no paper “{name}”."), name=number))
        for number, paper in found.items()
        if paper is None
    )
    return list(dict.fromkeys(paper for paper in found.values() if paper and paper != but))
