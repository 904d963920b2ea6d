"""The editors' back office: its greeting, the way to it, and pictures in the texts of pages."""

import io
import json
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from PIL import Image as Drawing
from pypdf import PdfWriter
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission

from mitmachstadt.modules.content import samples
from mitmachstadt.modules.content.models import ContentPage
from mitmachstadt.spine.accounts.actions import EDITORS_GROUP, assign_role
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(settings):
    settings.STAFF_SECOND_FACTOR = False
    edda = User.objects.create_user("edda@example.org", "geheim-geheim")
    assign_role(edda, Role.EDITOR, by=None)
    browser = Client()
    browser.force_login(edda)
    return browser


def folder():
    """Emptied tables have lost the folder that Wagtail's migrations made, and what editors may do with it."""
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    group = Group.objects.get_or_create(name=EDITORS_GROUP)[0]
    for permission in Permission.objects.filter(codename__in=["add_image", "choose_image", "add_document"]):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


@pytest.fixture
def image(settings, tmp_path, transactional_db):
    settings.MEDIA_ROOT = tmp_path
    folder()
    return get_image_model().objects.create(title="Ein Weg", file=ContentFile(telling(), "weg.jpg"))


def telling():
    """A picture that says more than it shows."""
    file = io.BytesIO()
    exif = Drawing.Exif()
    exif[0x010E] = "Bei Erika im Garten"
    Drawing.new("RGB", (400, 300), "#0e5c60").save(file, "JPEG", exif=exif)
    assert b"Erika" in file.getvalue()
    return file.getvalue()


def page_with(image, **facts):
    embed = f'<p>Hier.</p><embed alt="Ein Weg im Park" embedtype="image" format="text" id="{image.pk}"/>'
    return ContentPage.objects.create(slug="park", title="Park", body=embed, **facts)


def source(text):
    return text.split('src="/seitenbilder/')[1].split('"')[0]


def test_the_greeting_is_the_towns_and_leads_to_what_an_editor_changes(editor):
    text = editor.get("/redaktion/").content.decode()
    assert "Was möchten Sie ändern?" in text and "/redaktion/snippets/content/contentpage/" in text
    main = text.split('id="main"')[1]
    assert "Wagtail" not in main and "Alle Seiten suchen" not in main and "1 Seite<" not in main


def test_an_editor_finds_the_back_office_on_the_own_page_and_a_resident_does_not(editor):
    assert 'href="/redaktion/"' in editor.get("/meins/").content.decode()
    resident = Client()
    resident.force_login(User.objects.create_user("gerda@example.org", "geheim-geheim"))
    assert 'href="/redaktion/"' not in resident.get("/meins/").content.decode()


def test_a_picture_in_a_published_text_is_seen_by_everybody_without_its_metadata(image):
    page_with(image, live=True)
    text = Client().get("/seite/park/").content.decode()
    assert 'alt="Ein Weg im Park"' in text and "/redaktion/bilder/" not in text
    answer = Client().get(f"/seitenbilder/{source(text)}")
    shown = b"".join(answer.streaming_content)
    assert answer.status_code == 200 and shown[8:12] == b"WEBP" and b"Erika" not in shown


def test_a_picture_is_gone_with_its_page_and_the_original_never_leaves(image, editor):
    page = page_with(image, live=True)
    address = f"/seitenbilder/{source(Client().get('/seite/park/').content.decode())}"
    other = image.get_rendition("max-165x165")
    assert Client().get(address).status_code == 200
    assert Client().get("/seitenbilder/weg.jpg").status_code == 404
    page.live = False
    page.save()
    assert Client().get(address).status_code == 404
    assert Client().get(f"/seitenbilder/{other.file.name.split('/')[1]}").status_code == 404
    assert editor.get(address).status_code == 200, "in the preview of a draft"


def test_a_picture_goes_into_a_text_with_words_for_people_who_do_not_see_it(image, editor):
    address = f"/redaktion/images/chooser/{image.pk}/select_format/"
    form = editor.get(address).json()["html"]
    assert (
        'value="text"' in form
        and form.count('type="radio"') == 1
        and "checked" in form.split('value="text"')[1][:120]
    )
    assert image.title not in form.split("alt_text")[1], "the name of a file describes nothing"
    names = [name for name in re.findall(r'name="([^"]+)"', form) if name.endswith(("format", "alt_text"))]
    without = editor.post(address, {names[0]: "text", names[1]: ""}).json()
    assert without["step"] == "select_format" and "error" in without["html"]
    put_in = editor.post(address, {names[0]: "text", names[1]: "Ein Weg im Park"}).json()
    assert put_in["step"] == "chosen" and put_in["result"]["alt"] == "Ein Weg im Park"


def test_what_an_editor_puts_in_is_made_anew_or_refused_like_a_residents(settings, tmp_path, editor):
    """The original of a telephone says where it was taken; a document may start a program."""
    folder()
    settings.MEDIA_ROOT = tmp_path
    made = send(editor, "/redaktion/images/add/", "weg.jpg", telling())
    kept = get_image_model().objects.get(title=made)
    data = kept.file.read()
    assert data[8:12] == b"WEBP" and b"Erika" not in data and (kept.width, kept.height) == (400, 300)
    hidden = io.BytesIO()
    Drawing.new("RGB", (60, 60)).save(hidden, "PNG")
    assert not send(
        editor, "/redaktion/images/add/", "x.png", hidden.getvalue() + b"<script>alert(1)</script>"
    )
    for name, data in (
        ("halb.png", hidden.getvalue()[:40]),
        ("kopf.png", b"\x89PNG\r\n\x1a\nx"),
        ("brief.jpg", b"PK"),
    ):
        assert not send(editor, "/redaktion/images/add/", name, data), "a sentence, no broken page"
    whole = whole_document()
    assert send(editor, "/redaktion/documents/add/", "plan.pdf", whole)
    answer = editor.get(get_document_model().objects.get().url)
    assert answer["Content-Disposition"].startswith("attachment")
    running = whole.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert) >>")
    assert running != whole and not send(editor, "/redaktion/documents/add/", "plan.pdf", running)
    assert not send(editor, "/redaktion/documents/add/", "plan.docx", b"PK nichts")


def send(editor, address, name, data):
    """Hands in a file under a title of its own; returns the title when it was kept."""
    model = get_image_model() if "images" in address else get_document_model()
    title = f"Datei {model.objects.count()} {name}"
    answer = editor.post(address, {"title": title, "file": ContentFile(data, name)})
    assert answer.status_code == (302 if model.objects.filter(title=title).exists() else 200)
    return title if answer.status_code == 302 else ""


def write(browser, slug, **more):
    """Sends the form of a new page; returns the page."""
    words = (
        '{"blocks": [{"key": "a", "text": "Am Samstag.", "type": "unstyled", "depth": 0}], "entityMap": {}}'
    )
    values = {"slug": slug, "title": "Neues vom Park", "lead": "Ein Satz.", "title_en": "", **more}
    texts = {"body": words, "body_en": "null", "easy_body": "null"}
    answer = browser.post("/redaktion/snippets/content/contentpage/add/", {**values, **texts})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return ContentPage.objects.get(slug=slug)


def test_what_an_example_editor_writes_bears_the_word_in_every_version_and_goes_with_the_examples(
    settings, tmp_path, editor
):
    folder()
    settings.MEDIA_ROOT = tmp_path
    real = write(editor, "echt", **{"action-publish": "1"})
    User.objects.update(sample=True)
    page = write(editor, "park")
    assert (page.sample, page.live) == (True, False), "a draft at first"
    words = {"slug": "park", "title": "Der Park", "lead": "", "title_en": "", "action-publish": "1"}
    texts = {"body": '{"blocks": [], "entityMap": {}}', "body_en": "null", "easy_body": "null"}
    texts["body"] = '{"blocks": [{"key": "a", "text": "x", "type": "unstyled"}], "entityMap": {}}'
    edit = f"/redaktion/snippets/content/contentpage/edit/{page.pk}/"
    assert editor.post(edit, {**words, **texts}).status_code == 302
    text = Client().get("/seite/park/").content.decode()
    assert "Der Park</h1>" in text and '<span class="chip sample">Beispiel</span>' in text
    assert "chip sample" not in Client().get("/seite/echt/").content.decode()
    assert "park" in [row.object_id for row in SearchEntry.objects.filter(kind="page")]
    send(editor, "/redaktion/images/add/", "lose.jpg", telling())
    used = send(editor, "/redaktion/images/add/", "weg.jpg", telling())
    picture = get_image_model().objects.get(title=used)
    real.body = f'<embed alt="Ein Weg" embedtype="image" format="text" id="{picture.pk}"/>'
    real.save_revision()
    assert samples.remove() == "1 Beispiel-Seiten entfernt."
    assert [row.slug for row in ContentPage.objects.all()] == ["echt"]
    assert [row.title for row in get_image_model().objects.all()] == [used], "an earlier version shows it"
    assert "park" not in [row.object_id for row in SearchEntry.objects.filter(kind="page")]


def whole_document():
    target, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(target)
    return target.getvalue()


def test_the_back_office_takes_neither_a_profile_picture_nor_an_unconfirmed_address(
    settings, tmp_path, editor
):
    """Whoever finds a desk left open must not make its account their own, nor put a file past our check."""
    settings.MEDIA_ROOT = tmp_path
    text = editor.get("/redaktion/account/").content.decode()
    assert 'name="locale-preferred_language"' in text
    assert 'type="file"' not in text and 'name="name_email-email"' not in text
    sent = {"name_email-first_name": "E", "name_email-last_name": "E", "name_email-email": "eva@example.org"}
    sent |= {
        "locale-preferred_language": "en",
        "locale-current_time_zone": "",
        "avatar-avatar": ContentFile(telling(), "w.jpg"),
    }
    sent |= {"theme-theme": "dark", "theme-density": "default", "theme-contrast": "system"}
    assert editor.post("/redaktion/account/", sent).status_code == 302
    edda = User.objects.get(pk=editor.session["_auth_user_id"])
    assert edda.email == "edda@example.org" and not list(tmp_path.rglob("*.jpg"))
    assert edda.wagtail_userprofile.preferred_language == "en" and not edda.wagtail_userprofile.avatar


def test_the_import_names_its_parts_in_german(capsys):
    call_command("import_town")
    heads = [line.split(":")[0] for line in capsys.readouterr().out.splitlines() if " neu, " in line]
    assert {"Stadt", "Seiten", "Vorhaben", "Vereinbarung"} <= set(heads)
    assert not {"content", "agreement"} & set(heads)


def square(lon, lat, wide=0.01):
    ring = [[lon, lat], [lon + wide, lat], [lon + wide, lat + wide], [lon, lat + wide], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_area_of_a_district_is_checked_before_pages_draw_it(editor):
    District.objects.create(name="Ickern", slug="ickern", lat=51.59, lon=7.33)
    page = f"/redaktion/district/edit/{District.objects.get().pk}/"

    def save(area):
        values = {
            "name": "Ickern",
            "slug": "ickern",
            "aliases": "[]",
            "lat": "51.59",
            "lon": "7.33",
            "order": "1",
        }
        answer = editor.post(page, {**values, "area": json.dumps(area)})
        return answer.status_code, answer.content.decode(), District.objects.get().area

    open_ring = {"type": "Polygon", "coordinates": [[[7.3, 51.54], [7.31, 51.54]]]}
    for wrong, words in (
        ({"type": "Point", "coordinates": [7.3, 51.54]}, "Ein Stadtteil braucht eine Fläche"),
        (square(2.3, 48.5), "außerhalb der Stadt"),
        (open_ring, ""),
        ({"type": "FeatureCollection", "features": [3]}, "Ein Stadtteil braucht eine Fläche"),
    ):
        code, said, kept = save(wrong)
        assert code == 200 and words in said and kept is None, wrong
    feature = {"type": "Feature", "properties": {}, "geometry": square(7.31, 51.55)}
    code, _said, kept = save({"type": "FeatureCollection", "features": [feature]})
    assert code == 302 and kept == square(7.31, 51.55)
