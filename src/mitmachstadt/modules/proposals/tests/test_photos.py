"""Photos of a proposal: looked over, described, released with it or left out, hidden with it, swept when never sent."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from mitmachstadt.modules.proposals.actions import photos
from mitmachstadt.modules.proposals.models import Photo, Proposal
from mitmachstadt.modules.proposals.tests.test_views import filled
from mitmachstadt.modules.proposals.tests.world import one, person
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.hiding import hide_many, undo

pytestmark = pytest.mark.django_db
PATH = "/vorschlaege/machen/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    monkeypatch.setattr(traps, "too_fast", lambda token: False)


def picture(colour="red", name="bild.jpg"):
    data = BytesIO()
    Image.new("RGB", (640, 480), colour).save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def looked_over(client, *files, **change):
    page = client.post(PATH, {**filled(was="preview"), "photos": list(files), **change})
    kept = re.search(r'name="photos_kept" value="([^"]+)"', page.content.decode())
    return page, kept.group(1) if kept else ""


def sent(client, count=2):
    _page, kept = looked_over(client, *(picture(colour) for colour in ("red", "blue", "green")[:count]))
    alts = {
        f"alt_{one.pk}": f"Die Bank Nummer {n}"
        for n, one in enumerate(Upload.objects.order_by("uploaded_at"), 1)
    }
    answer = client.post(PATH, {**filled(), "photos_kept": kept, **alts})
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.get()


def test_each_photo_needs_its_words_before_anything_is_sent(world, client):
    page, kept = looked_over(client, picture(), picture("blue"))
    assert page.status_code == 200 and "Was ist auf Foto 2 zu sehen?" in page.content.decode() and kept
    first, second = Upload.objects.order_by("uploaded_at")
    missing = client.post(PATH, {**filled(), "photos_kept": kept, f"alt_{first.pk}": "Eine alte Bank"})
    text = missing.content.decode()
    assert missing.status_code == 422 and "was zu sehen ist" in text and "Eine alte Bank" in text
    assert not Case.objects.exists()
    whole = {f"alt_{first.pk}": "Eine alte Bank", f"alt_{second.pk}": "x", "photos_remove": str(second.pk)}
    client.post(PATH, {**filled(), "photos_kept": kept, **whole})
    photo = Photo.objects.get()
    assert (photo.upload_id, photo.upload.alt, photo.upload.public) == (first.pk, "Eine alte Bank", False)


def test_what_is_no_picture_and_a_sixth_one_are_refused_and_the_rest_is_kept(world, client):
    page, kept = looked_over(
        client, picture(), SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    )
    assert page.status_code == 422 and kept and Upload.objects.count() == 1
    page, _kept = looked_over(client, *(picture() for _ in range(6)))
    assert page.status_code == 422 and "höchstens fünf Fotos" in page.content.decode()
    forged, _kept = looked_over(client, photos_kept="gefälscht")
    assert forged.status_code == 200 and "Was ist auf Foto" not in forged.content.decode()


def test_shown_with_the_proposal_left_out_at_its_release_and_hidden_with_it(world, client):
    case = sent(client, 2)
    first, second = Photo.objects.order_by("place")
    assert client.get(f"/datei/{first.upload_id}/320.webp").status_code in (403, 404)
    client.force_login(world.celik_clerk)
    desk = client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    assert "Diese Fotos weglassen" in desk and "Die Bank Nummer 2" in desk
    world.take(case, "release", more={"drop_photos": [str(second.upload_id)]})
    client.logout()
    assert Photo.objects.count() == 1 and not Upload.objects.filter(pk=second.upload_id).exists()
    page = client.get(f"/vorschlaege/{case.number}/").content.decode()
    assert 'alt="Die Bank Nummer 1"' in page
    proposal = one(case)
    assert proposal.cover and f'src="{proposal.cover}"' in client.get("/vorschlaege/").content.decode()
    assert client.get(proposal.cover).status_code == 200
    moderator = person("mona", "moderator")
    batch = hide_many([case.pk], by=moderator, reason="Das ist nur Werbung für einen Laden.")
    assert not Upload.objects.get().public and client.get(proposal.cover).status_code in (403, 404)
    undo(batch, by=moderator)
    assert Upload.objects.get().public


def test_the_same_form_sent_twice_keeps_its_photos(world, client):
    _page, kept = looked_over(client, picture())
    form = {**filled(), "photos_kept": kept, f"alt_{Upload.objects.get().pk}": "Eine Bank"}
    for _ in range(2):
        assert client.post(PATH, form).status_code == 302
    assert Proposal.objects.count() == Photo.objects.count() == Upload.objects.count() == 1


def test_what_was_never_sent_is_gone_after_two_days(world, client):
    looked_over(client, picture())
    assert photos.sweep() == 0
    Upload.objects.update(uploaded_at=timezone.now() - timedelta(days=3))
    assert photos.sweep(dry_run=True) == 1 and Upload.objects.exists()
    assert photos.sweep() == 1 and not Upload.objects.exists()
