"""Documentation that fails when it is false: generated pages, commands, links and addresses named in the text."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from mitmachstadt.config.docs import generated

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "src").rglob("README.md")),
]


@pytest.mark.parametrize("name", sorted(generated()))
def test_generated_page_equals_the_code(name):
    assert (ROOT / "docs" / name).read_text("utf-8") == generated()[name], "`make docs` schreibt sie neu"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_named_exists(page):
    known = {name.replace("_", "-") for name in get_commands()}
    known |= {"secret", "demo", "make-push-keys", "make-sign-on-key"}
    named = set(re.findall(r"python -m mitmachstadt ([a-z][a-z-]+)", page.read_text("utf-8")))
    assert named <= known, named - known


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_make_target_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"`make ([a-z]+)", page.read_text("utf-8")))
    assert named <= targets, named - targets


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize(
    "address",
    [
        "/", "/vorhaben/", "/vorhaben/karte/", "/suche/", "/daten/", "/daten/vorhaben.csv", "/daten/vorhaben.json",
        "/daten/vorhaben.geojson", "/daten/vorhaben.atom", "/daten/katalog.ttl", "/api/v1/openapi.json",
        "/schreibtisch/", "/redaktion/", "/impressum/", "/datenschutz/", "/barrierefreiheit/",
    ],
)  # fmt: skip
def test_promised_addresses_exist(address):
    try:
        resolve(address)
    except Resolver404:
        pytest.fail(f"{address} fehlt")


def test_the_project_speaks_of_itself_alone():
    """No machine paths and no words of a workplace in anything that is committed."""
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    pattern = re.compile(r"/(work|root|farm)/[a-z]|files\.pythonhosted|registry\.npmjs", re.I)
    hits = []
    for name in files:
        path = ROOT / name
        if (
            path.suffix in {".png", ".woff2", ".jpg"}
            or name == "tests/docs/test_docs.py"
            or not path.is_file()
        ):
            continue
        if pattern.search(path.read_text("utf-8", errors="ignore")):
            hits.append(name)
    assert not hits


def test_catalogues_are_complete():
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


def test_one_message_has_one_german_in_every_catalogue():
    """Catalogues of all apps are one for the reader: two words for the same message would depend on their order."""
    germans: dict[tuple[str | None, str], dict[str, str]] = {}
    for path in sorted((ROOT / "src").rglob("locale/de/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            said = entry.msgstr or " | ".join(entry.msgstr_plural.values())
            germans.setdefault((entry.msgctxt, entry.msgid), {})[path.parts[-4]] = said
    differing = {key: words for key, words in germans.items() if key[1] and len(set(words.values())) > 1}
    assert not differing


@pytest.mark.django_db
def test_examples_of_the_council_interface_answer(client, settings):
    """Every address in an example of docs/rat.md is one that the interface understands."""
    from mitmachstadt.modules.council.models import Municipality

    settings.BASE_URL = "http://localhost:8000"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    Municipality.objects.create(pk=1, name="Stadt", own=True)
    examples = re.findall(
        r'curl -s "?http://localhost:8000([^"\s]+)', (ROOT / "docs" / "rat.md").read_text("utf-8")
    )
    assert len(examples) > 3
    for path in examples:
        answer = client.get(path, headers={"host": "localhost:8000"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json"), path


@pytest.mark.django_db
def test_examples_of_the_report_interface_answer(client):
    """Every call in an example of docs/melder.md does what it says, the one that hands in, too."""
    from urllib.parse import urlencode

    from mitmachstadt.modules.reports.actions.keys import make_key
    from mitmachstadt.modules.reports.models import Report
    from mitmachstadt.modules.reports.tests.world import new_world

    new_world()
    secret = make_key("Beispiel")[1]
    page = (ROOT / "docs" / "melder.md").read_text("utf-8").replace("\\\n", "")
    lines = [line for line in page.splitlines() if line.startswith("curl ")]
    assert len(lines) > 7
    for line in lines:
        path = re.search(r"http://localhost:8000(/georeport[^\s\"]*)", line)[1]
        fields = re.findall(r'(?:-d|--data-urlencode) (?:"([^"]+)"|(\S+))', line)
        if not fields:
            assert client.get(path).status_code == 200, line
            continue
        given = dict((a or b).replace("SCHLUESSEL", secret).split("=", 1) for a, b in fields)
        kind = "application/x-www-form-urlencoded"
        answer = client.post(path, urlencode(given), content_type=kind)
        assert answer.status_code == 200 and Report.objects.get().answers == {"mast": "L 17"}, answer.content
