"""The writers of what hangs on a sheet: places, points, milestones, funding, papers and the photo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.projects.actions.common import (
    LOG_LANGUAGE,
    locked,
    log,
    refuse_unless_editor,
    rest_clean,
)
from mitmachstadt.modules.projects.actions.fields import LABELS
from mitmachstadt.modules.projects.actions.refresh import refresh
from mitmachstadt.modules.projects.actions.sheet import mark_edited
from mitmachstadt.modules.projects.models import (
    FundingShare,
    Milestone,
    PaperLink,
    Point,
    Project,
    ProjectPlace,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.files.actions import set_public, store_upload
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.places.queries import district_of, drawing_fields, town_area
from mitmachstadt.spine.places.rules import check_geometry
from mitmachstadt.spine.problems import Problem, refuse_if
from mitmachstadt.spine.ui.words import day as day_words

MOST_ROWS = 60
MOST_PLACES = 40


@dataclass(frozen=True)
class RowKind:
    """Rows of one table that are edited as a list: which fields, how they read in the log, what must be true."""

    name: str
    model: Any
    fields: tuple[str, ...]
    words: Callable[[Any], str]
    check: Callable[[Sequence[Mapping[str, Any]]], Iterable[Problem]]
    lengths: Mapping[str, int] = field(default_factory=dict)


def _milestone_words(row: Any) -> str:
    when = day_words(row.day) if row.day else row.when_note
    return f"{row.title} ({when})" if when else str(row.title)


def _point_words(row: Any) -> str:
    word = str(_("open")) if row.is_open else str(_("fixed"))
    return f"{row.text} ({word})"


def _check_shares(rows: Sequence[Mapping[str, Any]]) -> Iterable[Problem]:
    if any(not 0 <= (row.get("percent") or 0) <= 100 for row in rows):
        yield Problem("percent", "out_of_range", _("A share lies between 0 and 100 per cent."))
    elif sum(row.get("percent") or 0 for row in rows) > 100:
        yield Problem("percent", "above_100", _("Together the shares are more than 100 per cent."))


def _nothing(rows: Sequence[Mapping[str, Any]]) -> Iterable[Problem]:
    return ()


KINDS = {
    kind.name: kind
    for kind in (
        RowKind("milestones", Milestone, ("title", "day", "when_note", "done"), _milestone_words, _nothing,
                {"title": 200, "when_note": 100}),
        RowKind("points", Point, ("text", "short", "is_open", "fixed_by"), _point_words, _nothing,
                {"text": 300, "short": 60, "fixed_by": 200}),
        RowKind("funding", FundingShare, ("source", "percent"), str, _check_shares, {"source": 200}),
    )
}  # fmt: skip


@transaction.atomic
def set_rows(
    project: Project,
    kind_name: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: User,
    expect_version: int | None,
    reason: str = "",
) -> Project:
    """Makes milestones, points or funding exactly these rows in this order; a row with `id` keeps its identity.

    Raises:
        Refused: for whoever may not write the sheet, for another version, and for rows that can not be kept.
    """
    kind = KINDS[kind_name]
    project = locked(project, expect_version)
    refuse_unless_editor(by, project)
    refuse_if(_row_problems(kind, rows))
    manager = getattr(project, kind.name)
    present = {row.pk: row for row in manager.all()}
    with override(LOG_LANGUAGE):
        before = [kind.words(row) for row in present.values()]
        state = [[getattr(row, name) for name in kind.fields] for row in present.values()]
        kept = []
        for order, values in enumerate(rows, start=1):
            row = present.get(values.get("id") or 0) or kind.model(project=project)
            for name in kind.fields:
                if name in values:
                    setattr(row, name, values[name])
            if hasattr(row, "order"):
                row.order = order
            row.save()
            kept.append(row)
        manager.exclude(pk__in=[row.pk for row in kept]).delete()
        after = [kind.words(row) for row in kept]
    if [[getattr(row, name) for name in kind.fields] for row in kept] == state:
        return project
    with override(LOG_LANGUAGE):
        change = {"field": str(LABELS[kind.name]), "old": "; ".join(before), "new": "; ".join(after)}
    return _changed(project, {kind.name}, by=by, change=change, reason=reason)


def _row_problems(kind: RowKind, rows: Sequence[Mapping[str, Any]]) -> list[Problem]:
    problems: list[Problem] = []
    main = kind.fields[0]
    if len(rows) > MOST_ROWS:
        problems.append(
            Problem("", "too_many", format_lazy(_("At most {most} rows are possible."), most=MOST_ROWS))
        )
    for row in rows:
        if not str(row.get(main) or "").strip():
            problems.append(Problem(main, "missing", _("A row without words can not be kept.")))
        for name, most in kind.lengths.items():
            if len(str(row.get(name) or "")) > most:
                message = format_lazy(
                    _("This text has {length} characters, at most {most} are possible."),
                    length=len(str(row[name])), most=most,
                )  # fmt: skip
                problems.append(Problem(name, "too_long", message))
        problems += rest_clean((name, str(row.get(name) or "")) for name in kind.lengths)
        moment = row.get("day")
        if moment is not None and not (isinstance(moment, date) and 1990 <= moment.year <= 2200):
            problems.append(
                Problem("day", "out_of_range", _("Please give a day with a year of four digits."))
            )
    return [*problems, *kind.check(rows)]


def _changed(project: Project, names: set[str], *, by: User, change: dict[str, str], reason: str) -> Project:
    mark_edited(project, names)
    project.version += 1
    project.save()
    log("edited", project, by=by, summary=_("Sheet changed"), changes=[change], reason=reason)
    refresh(project)
    return project


@transaction.atomic
def add_place(
    project: Project,
    *,
    label: str,
    geometry: dict[str, Any] | None,
    by: User,
    address: str = "",
    precision_m: int | None = None,
    source: str = "",
    expect_version: int | None = None,
) -> ProjectPlace:
    """Adds a point, line or area (GeoJSON), or a place known by name alone; its district follows from the drawing.

    Raises:
        Refused: for a drawing that is none or lies outside the town, and without a name.
    """
    project = locked(project, expect_version)
    refuse_unless_editor(by, project)
    problems = rest_clean((("label", label), ("address", address)))
    if not label.strip():
        problems.append(Problem("label", "missing", _("Please give the place a name.")))
    if len(label) > 200 or len(address) > 200:
        problems.append(Problem("label", "too_long", _("Name and address may have at most 200 characters.")))
    if geometry is not None:
        problems += check_geometry(geometry, town_area(), field="geometry")
    if project.places.count() >= MOST_PLACES:
        message = format_lazy(_("At most {most} places are possible."), most=MOST_PLACES)
        problems.append(Problem("", "too_many", message))
    refuse_if(problems)
    values = drawing_fields(geometry)
    district = district_of(values["lon"], values["lat"]) if geometry is not None else None
    place = ProjectPlace.objects.create(
        project=project, label=label.strip(), address=address.strip(), precision_m=precision_m,
        source=source[:200], district=district, order=project.places.count() + 1, **values,
    )  # fmt: skip
    _changed(project, {"places"}, by=by, change=_place_change("", place.label), reason="")
    return place


@transaction.atomic
def remove_place(place: ProjectPlace, *, by: User, expect_version: int | None = None) -> Project:
    """Takes a place off the sheet."""
    project = locked(place.project, expect_version)
    refuse_unless_editor(by, project)
    if not ProjectPlace.objects.filter(pk=place.pk).exists():
        return project
    label = place.label
    ProjectPlace.objects.filter(pk=place.pk).delete()
    return _changed(project, {"places"}, by=by, change=_place_change(label, ""), reason="")


def _place_change(old: str, new: str) -> dict[str, str]:
    with override(LOG_LANGUAGE):
        return {"field": str(LABELS["places"]), "old": old, "new": new}


@transaction.atomic
def add_paper(
    project: Project,
    *,
    title: str,
    by: User,
    reference: str = "",
    url: str = "",
    file: IO[bytes] | None = None,
    expect_version: int | None = None,
) -> PaperLink:
    """Links a paper by its number, an address, or a PDF that is kept here.

    Raises:
        Refused: without a title, with an address that is none, or with a file that can not be kept.
    """
    project = locked(project, expect_version)
    refuse_unless_editor(by, project)
    problems = rest_clean((("title", title), ("reference", reference)))
    if not title.strip():
        problems.append(Problem("title", "missing", _("Please give the paper a title.")))
    if len(title) > 300 or len(reference) > 40:
        problems.append(Problem("title", "too_long", _("The title or the number is too long.")))
    if url and (not url.startswith(("https://", "http://")) or len(url) > 200):
        problems.append(Problem("url", "no_address", _("An address begins with https://.")))
    refuse_if(problems)
    upload = None
    if file is not None:
        upload = store_upload(
            file, alt="", by=by, public=project.is_public, name=title, sample=project.sample,
            only=Upload.Kind.PDF,
        )  # fmt: skip
    paper = PaperLink.objects.create(
        project=project, title=title.strip(), reference=reference.strip(), url=url, upload=upload
    )
    with override(LOG_LANGUAGE):
        change = {"field": str(LABELS["papers"]), "old": "", "new": str(paper)}
    _changed(project, {"papers"}, by=by, change=change, reason="")
    return paper


@transaction.atomic
def remove_paper(paper: PaperLink, *, by: User, expect_version: int | None = None) -> Project:
    """Takes a paper off the sheet; its file is no longer shown."""
    project = locked(paper.project, expect_version)
    refuse_unless_editor(by, project)
    if not PaperLink.objects.filter(pk=paper.pk).exists():
        return project
    if paper.upload is not None:
        set_public(paper.upload, False)
    with override(LOG_LANGUAGE):
        change = {"field": str(LABELS["papers"]), "old": str(paper), "new": ""}
    PaperLink.objects.filter(pk=paper.pk).delete()
    return _changed(project, {"papers"}, by=by, change=change, reason="")


@transaction.atomic
def set_photo(
    project: Project, file: IO[bytes] | None, *, alt: str, by: User, expect_version: int | None = None
) -> Project:
    """Shows a picture on the sheet, or none with `file` None; the one before is no longer shown.

    Raises:
        Refused: for a file that is no picture, is too large, or comes without words for people who do not see it.
    """
    project = locked(project, expect_version)
    refuse_unless_editor(by, project)
    old: Upload | None = project.photo
    if file is None and old is None:
        return project
    new = None
    if file is not None:
        new = store_upload(
            file, alt=alt, by=by, public=project.is_public, field="photo", sample=project.sample,
            only=Upload.Kind.IMAGE,
        )  # fmt: skip
    if old is not None:
        set_public(old, False)
    project.photo = new
    with override(LOG_LANGUAGE):
        change = {"field": str(LABELS["photo"]), "old": old.alt if old else "", "new": new.alt if new else ""}
    return _changed(project, {"photo"}, by=by, change=change, reason="")
