"""The desk's pages for texts: list, sheet, text, reasons of changes, and the steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitmachstadt.modules.drafts import actions, queries, rules
from mitmachstadt.modules.drafts.desk.forms import SheetForm, TextForm
from mitmachstadt.modules.drafts.models import Comment, Draft, Version
from mitmachstadt.modules.drafts.permissions import may_begin, may_write
from mitmachstadt.modules.drafts.views.common import chip_of, kind_name
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import number as as_number
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Refused, add_to_form

MOST = 200


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _own(request: HttpRequest, number: str) -> Draft:
    found: Draft | None = Draft.objects.select_related("unit", "body").filter(number=number).first()
    if found is None or not may_write(_person(request), found):
        raise Http404
    return found


def _frame(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    return {
        **desk_context(request),
        "draft": draft,
        "chip": chip_of(draft, timezone.localdate()),
        "kind_name": kind_name(draft),
        "today": timezone.localdate(),
    }


@staff_only
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/entwuerfe/`."""
    person, today = _person(request), timezone.localdate()
    rows = [
        {
            "draft": row,
            "chip": chip_of(row, today),
            "kind": kind_name(row),
            "mine": may_write(person, row),
            "open": queries.unanswered(row),
        }
        for row in Draft.objects.select_related("unit").order_by("-updated_at")[:MOST]
    ]
    context = {**desk_context(request), "rows": rows, "may_begin": may_begin(person)}
    return render(request, "drafts/desk/list.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/entwuerfe/neu/`: a new text, seen by staff alone."""
    person = _person(request)
    if not may_begin(person):
        raise Http404
    form = SheetForm(person, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepare(form.values(), by=person)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Prepared. Nobody outside sees it yet."))
            return redirect("drafts:desk-text", number=made.number)
    context = {**desk_context(request), "form": form}
    return render(request, "drafts/desk/sheet.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/entwuerfe/<number>/blatt/`."""
    draft, person = _own(request, number), _person(request)
    form = SheetForm(person, draft, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revision = form.cleaned_data["revision"] or 0
            actions.change(draft, form.values(), by=person, expect_revision=revision)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return redirect("drafts:desk-draft", number=number)
    context = {**_frame(request, draft), "form": form}
    return render(request, "drafts/desk/sheet.html", context, status=422 if form.errors else 200)


def source_of(version: Version | None) -> str:
    """A version as the text that makes it again."""
    blocks = []
    for row in version.paragraphs.all() if version else []:
        if row.level:
            head = f"{row.label} {row.text}" if row.label and row.label != row.text else row.text
            blocks.append(f"{'#' * row.level} {head}")
        else:
            # Counted numbers are counted again, those of a statute are part of it.
            blocks.append(row.text if row.label.isdigit() else f"{row.label} {row.text}")
    return "\n\n".join(blocks)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/entwuerfe/<number>/text/`: the text in preparation, or the beginning of the next version."""
    draft, person = _own(request, number), _person(request)
    prepared, newest = queries.prepared(draft), queries.newest(draft)
    start = {
        "revision": draft.revision,
        "source": source_of(prepared or newest),
        "note": prepared.note if prepared else "",
    }
    form = TextForm(request.POST or None, initial=start)
    if newest is None:
        del form.fields["note"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_text(
                draft,
                form.cleaned_data["source"],
                note=form.cleaned_data.get("note", ""),
                by=person,
                expect_revision=form.cleaned_data["revision"],
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Kept. Look at the paragraphs below before you publish."))
            return redirect("drafts:desk-draft", number=number)
    context = {**_frame(request, draft), "form": form, "next": (newest.number + 1) if newest else 1}
    return render(request, "drafts/desk/text.html", context, status=422 if form.errors else 200)


@staff_only
@require_safe
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/entwuerfe/<number>/`: what is next, the version in preparation, comments by state."""
    return _page(request, _own(request, number))


def _page(request: HttpRequest, found: Draft, bound: forms.Form | None = None) -> HttpResponse:
    prepared, newest = queries.prepared(found), queries.newest(found)
    changes = []
    if prepared is not None:
        before = queries.rows_of(newest) if newest else []
        changes = rules.compare(before, queries.rows_of(prepared))
    lacks = []
    if found.state == "draft":
        paragraphs = prepared.paragraphs.count() if prepared else 0
        lacks = rules.publish_problems(found.state, found.summary, paragraphs, found.window_start)
    open_comments = queries.unanswered(found)
    context = {
        **_frame(request, found),
        "prepared": prepared,
        "newest": newest,
        "changes": changes,
        "changed": sum(1 for one in changes if one.kind != "same"),
        "lacks": lacks,
        "open_comments": open_comments,
        "comments": Comment.objects.filter(paragraph__version__draft=found).count(),
        "over": rules.window_word(queries.window_of(found), timezone.localdate()) == "over",
        "close_lacks": rules.close_problems(found.state, open_comments, found.report)
        if found.state == "published"
        else [],
        "step_form": bound,
    }
    return render(request, "drafts/desk/draft.html", context, status=422 if bound else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/entwuerfe/<number>/gruende/`: which comments led to which change of the version in preparation."""
    found, person = _own(request, number), _person(request)
    version = queries.prepared(found) or queries.newest(found)
    if version is None:
        raise Http404
    before = found.versions.filter(number__lt=version.number).order_by("-number").first()
    changes = rules.compare(queries.rows_of(before) if before else [], queries.rows_of(version))
    changed = {one.key: one for one in changes if one.kind in ("changed", "new")}
    paragraphs = [row for row in version.paragraphs.prefetch_related("because") if row.key in changed]
    if request.method == "POST":
        for row in paragraphs:
            ids = [as_number(value) for value in request.POST.getlist(f"absatz-{row.key}")]
            if set(ids) != {one.pk for one in row.because.all()}:
                actions.link(row, ids, by=person)
        messages.success(request, _("Kept."))
        return redirect("drafts:desk-draft", number=number)
    comments = Comment.objects.filter(paragraph__version__draft=found).exclude(outcome="")
    offered = list(comments.select_related("case", "paragraph").order_by("paragraph__order", "id"))
    rows = [
        {
            "paragraph": row,
            "change": changed[row.key],
            "comments": [
                (one, one in row.because.all()) for one in offered if before and one.outcome != "not_taken"
            ],
        }
        for row in paragraphs
    ]
    context = {**_frame(request, found), "version": version, "rows": rows}
    return render(request, "drafts/desk/reasons.html", context)


@staff_only
@require_POST
def step(request: HttpRequest, number: str) -> HttpResponse:
    """Publishes or finishes (`schritt`), on the revision the person saw."""
    found, person = _own(request, number), _person(request)
    key, revision = request.POST.get("schritt", ""), as_number(request.POST.get("revision"))
    acts = {
        "publish": (actions.publish, _("Published. Everybody can read it now.")),
        "close": (actions.close, _("The consultation is finished.")),
    }
    if key not in acts:
        raise Http404
    act, said = acts[key]
    form = forms.Form(request.POST)
    form.is_valid()
    try:
        act(found, by=person, expect_revision=revision)
    except Refused as refused:
        add_to_form(form, refused)
        return _page(request, _own(request, number), form)
    messages.success(request, said)
    return redirect("drafts:desk-draft", number=number)
