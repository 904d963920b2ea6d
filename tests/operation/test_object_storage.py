"""Uploads in a bucket, tried against a local server that speaks the S3 API: shown, hidden, backed up, moved to a folder."""

import io

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from moto.server import ThreadedMotoServer
from PIL import Image
from wagtail.images.models import Image as Image_
from wagtail.models import Collection

from mitmachstadt.config import env, health, object_storage
from mitmachstadt.config.operation import uploads
from mitmachstadt.config.operation.backup import make
from mitmachstadt.config.operation.restore import restore
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.files import queries
from mitmachstadt.spine.files.actions import delete_upload, remove_leftovers, set_public, store_upload

FOLDER = "django.core.files.storage.FileSystemStorage"
#: Other servers are started and waited for.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    """A local object storage with an empty bucket."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id="k",
        aws_secret_access_key="s",
        region_name="us-east-1",
    )
    client.create_bucket(Bucket="mitmachstadt")
    yield f"s3://stadt:geheim%2F1@{host}:{port}/mitmachstadt/haus?tls=0"
    running.stop()


def use(settings, entry):
    settings.STORAGES = {**settings.STORAGES, "default": entry}


@pytest.fixture
def bucket(server, settings, tmp_path):
    settings.S3_URL = server
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    use(settings, object_storage.backend(server))
    yield server
    for name in [*uploads.stored()]:
        default_storage.delete(name)


def picture():
    data = io.BytesIO()
    Image.new("RGB", (900, 500), "teal").save(data, "JPEG")
    return ContentFile(data.getvalue(), "bild.jpg")


@pytest.mark.django_db(transaction=True)
def test_pictures_are_shown_hidden_and_removed(bucket, client, tmp_path):
    upload = store_upload(picture(), alt="Ein Weg", public=True)
    assert sorted(uploads.stored()) == sorted(upload.paths())
    assert not (tmp_path / "uploads").exists(), "nothing lies on the server itself"
    answer = client.get(queries.address(upload, 320))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    set_public(upload, False)
    assert client.get(queries.address(upload, 320)).status_code == 404
    preview = client.get(queries.preview_address(upload, 320))
    assert preview.status_code == 200, "a fresh link of the sender still works"
    default_storage.delete(upload.path(320))
    assert client.get(queries.preview_address(upload, 320)).status_code == 404
    delete_upload(upload)
    assert [*uploads.stored()] == []


@pytest.mark.django_db(transaction=True)
def test_leftovers_without_a_row_go_at_night(bucket):
    upload = store_upload(picture(), alt="Ein Weg")
    default_storage.save("uploads/7f3f1a5e-5b1e-4f0e-9f57-0d6f4d0c2a11/320.webp", ContentFile(b"x"))
    assert remove_leftovers() == 1
    assert sorted(uploads.stored()) == sorted(upload.paths())


@pytest.mark.django_db(transaction=True)
def test_a_town_moves_from_the_bucket_into_a_folder_and_back(bucket, settings, tmp_path, client):
    upload = store_upload(picture(), alt="Ein Weg", public=True)
    address = queries.address(upload, 320)
    shown = b"".join(client.get(address).streaming_content)
    made = make(tmp_path / "b.zip")
    assert len(made.uploads) == len(upload.paths())

    use(settings, {"BACKEND": FOLDER})
    assert restore(tmp_path / "b.zip", replace=True).uploads == len(upload.paths())
    assert b"".join(client.get(address).streaming_content) == shown
    assert (tmp_path / "uploads" / upload.path(320)).is_file()

    use(settings, object_storage.backend(bucket))
    for name in [*uploads.stored()]:
        default_storage.delete(name)
    default_storage.save("uploads/fremd/1.webp", ContentFile(b"x"))
    assert restore(tmp_path / "b.zip", replace=True).removed == 1
    assert b"".join(client.get(address).streaming_content) == shown
    assert reverse("files:picture", args=[upload.pk, 320]) == address


def test_doctor_asks_the_bucket(bucket, settings):
    assert health.uploads().good
    settings.S3_URL = bucket.replace("/mitmachstadt/", "/gibt-es-nicht/")
    use(settings, object_storage.backend(settings.S3_URL))
    found = health.uploads()
    assert not found.good
    assert "S3_URL" in found.hint and "geheim" not in found.hint
    use(settings, object_storage.backend(bucket))


@pytest.mark.parametrize(
    "url",
    [
        "s3://rechner/eimer",
        "https://k:s@rechner/eimer",
        "s3://k:s@rechner",
        "s3://k:s@rechner:x/eimer",
        "s3://",
    ],
)
def test_an_address_that_leads_nowhere_is_refused_at_the_start(url):
    with pytest.raises(env.ConfigError, match="S3_URL hat die Form") as told:
        env.read({"MITMACHSTADT_MODE": "test", "S3_URL": url})
    assert "k:s@" not in str(told.value).replace("schluessel:geheimnis@", "")


def test_the_address_is_read_in_full():
    options = object_storage.backend("s3://k%40:s%2F@s3.beispiel.de/eimer/teil/a?region=eu-central-1")[
        "OPTIONS"
    ]
    assert options["access_key"] == "k@" and options["secret_key"] == "s/"
    assert options["endpoint_url"] == "https://s3.beispiel.de"
    assert options["bucket_name"] == "eimer" and options["location"] == "teil/a"
    assert options["region_name"] == "eu-central-1" and options["querystring_auth"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["bucket", "folder"])
def test_pictures_of_the_back_office_come_from_our_address_and_only_for_editors(
    server, settings, tmp_path, client, place
):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    use(settings, object_storage.backend(server) if place == "bucket" else {"BACKEND": FOLDER})
    assert Collection.get_first_root_node() or Collection.add_root(name="Root")
    image = Image_.objects.create(title="Ein Weg", file=ContentFile(picture().read(), "weg.jpg"))
    shown = image.get_rendition("max-165x165")
    for address in (image.file.url, shown.url):
        assert address.startswith("/redaktion/bilder/"), address
        assert client.get(address).status_code == 302, "everybody else is led to the sign-in"
    client.force_login(User.objects.create_superuser("olga@example.org", "geheim-geheim"))
    answer = client.get(shown.url)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff" and "private" in answer["Cache-Control"]
    upload = store_upload(picture(), alt="Ein Weg", public=False)
    for foreign in (
        f"uploads/{upload.pk}.jpg",
        "geheim.jpg",
        "images/gibt-es-nicht.jpg",
        "images/..%2F..%2Fgeheim.jpg",
    ):
        assert client.get(f"/redaktion/bilder/{foreign}", follow=True).status_code == 404
    image.delete()
    delete_upload(upload)
    for name in [*uploads.stored()]:
        default_storage.delete(name)
