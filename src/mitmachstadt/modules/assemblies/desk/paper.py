"""Minutes and photos at the desk."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mitmachstadt.modules.assemblies.actions import photos as photo_actions
from mitmachstadt.modules.assemblies.actions import sheet as actions
from mitmachstadt.modules.assemblies.desk.common import frame, organised, person_of
from mitmachstadt.modules.assemblies.desk.forms import ConsentForm, MinutesForm, PhotoForm
from mitmachstadt.modules.assemblies.models import Assembly, Photo
from mitmachstadt.spine.cases.desk import staff_only
from mitmachstadt.spine.files.actions import store_upload
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Refused, add_to_form


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/versammlungen/<number>/niederschrift/`: text and PDF, kept as a draft or published."""
    assembly, person = organised(request, number), person_of(request)
    start = {"version": assembly.version, "minutes": assembly.minutes}
    form = MinutesForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                file = None
                if data["file"]:
                    file = store_upload(
                        data["file"], alt="", by=person, only=Upload.Kind.PDF, sample=assembly.sample
                    )
                kept = actions.keep_minutes(
                    assembly, data["minutes"], file, by=person, expect_version=data["version"],
                    drop_file=request.POST.get("ohne_pdf") == "1",
                )  # fmt: skip
                if request.POST.get("was") == "publish":
                    actions.publish_minutes(kept, by=person, expect_version=kept.version)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            said = _("The minutes are public.") if request.POST.get("was") == "publish" else _("Kept.")
            messages.success(request, said)
            return redirect("assemblies:desk-minutes", number=assembly.number)
    context = {**frame(request, assembly), "form": form}
    return render(request, "assemblies/desk/minutes.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/versammlungen/<number>/bilder/`: add a picture, hidden at first."""
    assembly, person = organised(request, number), person_of(request)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                upload = store_upload(
                    form.cleaned_data["file"],
                    alt=form.cleaned_data["alt"],
                    by=person,
                    only=Upload.Kind.IMAGE,
                    sample=assembly.sample,
                )
                photo_actions.add(assembly, upload, by=person)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("The picture is kept. Record the consent to show it."))
            return redirect("assemblies:desk-photos", number=assembly.number)
    return _pictures(request, assembly, form)


def _pictures(
    request: HttpRequest, assembly: Assembly, form: PhotoForm, consent: tuple[int, ConsentForm] | None = None
) -> HttpResponse:
    """The page; `consent` is the form of one picture as it was sent."""
    at, bound = consent or (0, None)
    rows = [
        (row, bound if bound and row.pk == at else ConsentForm(auto_id=consent_ids(row.pk)))
        for row in assembly.photos.select_related("upload")
    ]
    wrong = bound or form
    context = {**frame(request, assembly), "form": form, "rows": rows, "form_errors": wrong}
    return render(request, "assemblies/desk/photos.html", context, status=422 if wrong.errors else 200)


def consent_ids(pk: int) -> str:
    """How the fields of one picture are called on the page."""
    return f"bild-{pk}-%s"


@staff_only
@require_POST
def photo(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Shows one picture with the consent on record, or deletes it (`was`)."""
    assembly, person = organised(request, number), person_of(request)
    found = Photo.objects.filter(assembly=assembly, pk=pk).select_related("upload", "assembly").first()
    if request.POST.get("was") == "remove":
        if found is not None:
            photo_actions.remove(found, by=person)
        messages.success(request, _("The picture is deleted."))
        return redirect("assemblies:desk-photos", number=number)
    if found is None:
        raise Http404
    form = ConsentForm(request.POST, auto_id=consent_ids(pk))
    if form.is_valid():
        try:
            photo_actions.show(found, by=person, **form.cleaned_data)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("The picture is public."))
            return redirect("assemblies:desk-photos", number=number)
    return _pictures(request, assembly, PhotoForm(), (pk, form))
