"""A hundred hostile uploads: refused with a sentence, or kept in a form in which nothing of them can act or tell."""

from __future__ import annotations

import io
import re
import resource

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from mitmachstadt.spine.files import actions, queries
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Refused
from tests.attack.hostile import named
from tests.attack.uploads import SCRIPT, SECRET, everything

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FILES = everything()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_there_are_a_hundred_and_more():
    assert len(FILES) >= 100 and len({(one.label, one.data[:50], len(one.data)) for one in FILES}) >= 100


@pytest.mark.parametrize("hostile", FILES, ids=lambda one: f"{one.want}-{one.label}")
def test_it_is_refused_or_comes_out_clean(hostile, tmp_path):
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        upload = actions.store_upload(named(hostile.data, hostile.name), alt="Ein Bild", public=True)
    except Refused as refused:
        assert hostile.want in {"refused", "either"}, str(refused)
        assert str(refused).endswith(".")
        assert not Upload.objects.exists()
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    else:
        assert hostile.want != "refused"
        kept_clean(upload)
        handed_out_harmless(upload)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used
    assert grown < 400 * 1024, f"{grown // 1024} MB for this one file"


def kept_clean(upload):
    """Nothing of what was carried along is left, and no part lies anywhere but where it belongs."""
    for path in upload.paths():
        assert re.fullmatch(r"uploads/[0-9a-f-]{36}/(\d+\.webp|document\.pdf)", path)
        data = default_storage.open(path).read()
        assert SECRET not in data and SCRIPT not in data
        if upload.is_image:
            picture = Image.open(io.BytesIO(data))
            assert picture.format == "WEBP" and not picture.getexif() and getattr(picture, "n_frames", 1) == 1
            assert not {"icc_profile", "xmp", "exif", "comment"} & set(picture.info)
    assert len(upload.name) <= 200 and not set("/\\\0\r\n\u202e") & set(upload.name)


def handed_out_harmless(upload):
    """A browser can neither run it nor take it for anything else."""
    answer = Client().get(queries.address(upload))
    assert answer.status_code == 200
    assert answer["Content-Type"] in {"image/webp", "application/pdf"}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("inline" if upload.is_image else "attachment")
    assert re.fullmatch(r"(inline|attachment); filename=[\w.-]+", answer["Content-Disposition"])
    assert answer["Cross-Origin-Resource-Policy"] == "same-site"
