"""A server that runs needs nothing more from the disk, where an update already lays the next version."""

from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist
from django.template.loaders import app_directories, filesystem
from django_cotton import cotton_loader

from mitmachstadt.config import warm


@pytest.mark.django_db
def test_after_the_start_no_page_reads_a_template_from_the_disk(client, monkeypatch):
    assert len(warm.templates()) > 500
    warm.warm()

    def read(self, origin):
        if not Path(origin.name).exists():
            raise TemplateDoesNotExist(origin)
        # Django's own form fields have a loader of their own; they change with Django alone.
        assert "/django/forms/" in origin.name, f"{origin.name} is read only now"
        return Path(origin.name).read_text("utf-8")

    for loader in (filesystem.Loader, app_directories.Loader, cotton_loader.Loader):
        monkeypatch.setattr(loader, "get_contents", read)
    for path in (
        "/",
        "/konto/anmelden/",
        "/vorhaben/",
        "/vorhaben/idee/",
        "/folgen/",
        "/redaktion/",
        "/nirgends/",
    ):
        assert client.get(path, follow=True).status_code < 500, path
