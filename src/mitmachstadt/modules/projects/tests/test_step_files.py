"""A file that belongs to a step: asked for at the desk, kept with the line of the timeline, and as visible as that line."""

from __future__ import annotations

import dataclasses
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from mitmachstadt.modules.projects.models import Project
from mitmachstadt.modules.projects.tests.suggest_world import GIVEN, new_world, send
from mitmachstadt.spine.cases import bulk, registry
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.files.models import Upload

pytestmark = pytest.mark.django_db

WORDS = "Der Gehweg ist breit genug, das Gutachten liegt bei."


def pdf() -> SimpleUploadedFile:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return SimpleUploadedFile("Gutachten Gehweg.pdf", out.getvalue(), "application/pdf")


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "PNG")
    return SimpleUploadedFile("weg.png", out.getvalue(), "image/png")


@pytest.fixture
def town():
    return new_world()


@pytest.fixture
def case(town):
    """A suggestion whose statement is due."""
    found = send(town)
    return bulk.take(found, "release", GIVEN["release"], by=town.vogel_coordinator, expect_version=1)


@pytest.fixture
def file_needed():
    """The statement needs a file, for this test."""
    kind = registry.find_kind("suggestion")
    steps = tuple(
        dataclasses.replace(step, needs=step.needs | {"file"}, together=False)
        if step.key == "statement"
        else step
        for step in kind.transitions
    )
    registry.register(dataclasses.replace(kind, transitions=steps))
    yield
    registry.register(kind)


def post(client, case, **values):
    facts = {"schritt": "statement", "version": case.version, "text": WORDS, **values}
    return client.post(f"/schreibtisch/vorgang/{case.number}/schritt/", facts)


def test_the_desk_has_a_field_and_the_form_can_carry_it(client, town, case):
    client.force_login(town.celik_clerk)
    page = client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    form = page.split('id="schritt-statement"')[1].split("</form>")[0]
    assert 'enctype="multipart/form-data"' in form
    assert 'type="file"' in form and 'accept="application/pdf,image/*"' in form


def test_a_pdf_is_kept_with_the_step_and_everybody_opens_it(client, town, case):
    client.force_login(town.celik_clerk)
    assert post(client, case, file=pdf()).status_code == 302
    event = CaseEvent.objects.get(case=case, kind="statement")
    assert (event.upload.name, event.upload.public) == ("Gutachten Gehweg.pdf", False)
    assert "Gutachten Gehweg.pdf" in client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    client.logout()
    address = f"/vorgang/{case.number}/anlage/{event.upload.pk}/"
    assert address in client.get(f"/vorgang/{case.number}/").content.decode()
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize("how", ["case hidden", "project hidden", "internal line"])
def test_the_file_goes_with_what_it_belongs_to(client, town, case, how):
    client.force_login(town.celik_clerk)
    post(client, case, file=pdf())
    client.logout()
    upload = CaseEvent.objects.get(case=case, kind="statement").upload
    address = f"/vorgang/{case.number}/anlage/{upload.pk}/"
    assert client.get(address).status_code == 302
    case.refresh_from_db()
    if how == "case hidden":
        bulk.take(case, "hide", GIVEN["hide"], by=town.vogel_coordinator, expect_version=case.version)
    elif how == "project hidden":
        Project.objects.update(hidden=True)
    else:
        CaseEvent.objects.filter(upload=upload).update(public=False)
    assert client.get(address).status_code == 404
    assert client.get(f"/datei/{upload.pk}/gutachten-gehweg.pdf").status_code == 404
    client.force_login(town.celik_clerk)
    assert client.get(f"/datei/{upload.pk}/gutachten-gehweg.pdf").status_code == 200


def test_a_file_belongs_to_its_own_case_only(client, town, case):
    client.force_login(town.celik_clerk)
    post(client, case, file=pdf())
    upload = CaseEvent.objects.get(case=case, kind="statement").upload
    other = bulk.take(
        send(town, "Zweiter"), "release", GIVEN["release"], by=town.vogel_coordinator, expect_version=1
    )
    assert client.get(f"/vorgang/{other.number}/anlage/{upload.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("file", "field", "sentence"),
    [
        (lambda: SimpleUploadedFile("x.pdf", b"MZ kein PDF"), "file", "Wir nehmen Bilder"),
        (lambda: SimpleUploadedFile("x.pdf", b""), "file", "leer"),
        (lambda: SimpleUploadedFile("x.pdf", b"%PDF-1.7 " + b"0" * 10_500_000), "file", "größer als 10"),
        (picture, "file_alt", "was das Bild zeigt"),
    ],
)
def test_a_wrong_file_is_refused_at_its_field_and_nothing_is_written(
    client, town, case, file, field, sentence
):
    client.force_login(town.celik_clerk)
    answer = post(client, case, file=file())
    assert answer.status_code == 422
    text = answer.content.decode()
    assert sentence in text.split(f'id="feld-{field}"')[1][:900]
    assert WORDS in text
    case.refresh_from_db()
    assert case.state == "statement"
    assert not Upload.objects.exists()


def test_a_step_that_needs_a_file_says_so_at_the_field(client, town, case, file_needed):
    client.force_login(town.celik_clerk)
    answer = post(client, case)
    assert answer.status_code == 422
    text = answer.content.decode().split('id="feld-file"')[1]
    assert "Bitte fügen Sie die Datei hinzu" in text[:900]
    assert post(client, case, file=picture(), file_alt="Der Weg von oben").status_code == 302
    assert CaseEvent.objects.get(case=case, kind="statement").upload.alt == "Der Weg von oben"


def test_somebody_was_quicker_and_the_file_is_not_kept(client, town, case):
    client.force_login(town.celik_clerk)
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    assert post(client, case, file=pdf()).status_code == 422
    assert not Upload.objects.exists()


def test_many_are_answered_without_a_file_and_a_needed_one_is_a_fault(client, town, case):
    client.force_login(town.celik_clerk)
    page = client.post("/schreibtisch/sammel/", {"was": "answer", "vorgang": [case.pk]}).content.decode()
    assert 'name="text"' in page and 'type="file"' not in page
    kind = registry.find_kind("suggestion")
    step = dataclasses.replace(kind.transition("statement"), needs=frozenset({"text", "file"}))
    steps = tuple(step if one.key == "statement" else one for one in kind.transitions)
    assert any(
        "file of its own" in fault for fault in registry.faults(dataclasses.replace(kind, transitions=steps))
    )
