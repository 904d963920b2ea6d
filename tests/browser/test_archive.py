"""The archive of a former platform, filled: both widths and themes, by keyboard, without scripts, and what one took over."""

from __future__ import annotations

import re

import pytest

from tests.browser.mails import awaited, words_of
from tests.consul.dump import write_csv
from tests.consul.dump_full import FULL, write_files

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def archive(town, tmp_path_factory):
    """Pages by their names, taken over by the command that operators type."""
    folder = tmp_path_factory.mktemp("consul")
    tables = folder / "tabellen"
    tables.mkdir()
    said = town.command(
        "consul", "tabellen", str(write_csv(tables, FULL)), "--quelle", "browser", "--adressen-pruefwerte", "--dateien",
        str(write_files(folder / "dateien")),
    )  # fmt: skip
    assert "Was die Quelle auf diesem Weg nicht gibt" in said

    def address(kind: str, old_id: int) -> str:
        (number,) = town.ask(
            "select target from consul_record r join consul_source s on s.id = r.source_id"
            " where s.key = 'browser' and r.kind = %s and r.old_id = %s",
            kind, old_id,
        )  # fmt: skip
        return f"/vorschlaege/{number}/" if kind == "proposal" else f"/archiv/{number}/"

    return address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_filled_pages_fit_and_axe_finds_nothing(phone, archive, width, scheme):
    page = phone.page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for path, words in (
        ("/archiv/", "Umfragen"), ("/archiv/?art=projekte", "Diese Projekte zusammen"),
        (archive("poll", 1), "Was soll gebaut werden?"), (archive("legislation", 1), "Endfassung"),
        (archive("investment", 41), "Fortschritt"), (archive("suggestion", 61), "Hundewiese"),
        (archive("proposal", 11), "skizze.pdf"),
    ):  # fmt: skip
        page = phone.visit(path)
        assert words in page.inner_text("main"), path
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert not phone.axe(), path
    assert not phone.foreign and not phone.errors


def test_projects_are_filtered_by_keyboard_alone(desktop, archive):
    page = desktop.visit("/archiv/?art=projekte")
    page.focus("form[role=search] summary")
    page.keyboard.press("Enter")
    page.focus("#a-ergebnis")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("ergebnis=abstimmung"))
    assert "Bänke im Park" in page.inner_text("main") and "Brunnen im Norden" not in page.inner_text("main")
    page.focus("main .soft summary")
    page.keyboard.press("Enter")
    assert "50.000" in page.inner_text("main .soft table")


def test_without_scripts_one_takes_over_by_a_mail_and_gives_back(without_script, town, archive):
    without_script.sign_in("resident")
    page = without_script.visit("/meins/")
    page.click("a[href='/konto/fruehere-beitraege/']")
    assert "Nichts wartet auf Ihre Adresse" in page.inner_text("main")
    page.click("main a.button")
    page.fill("input[name=email][type=email]", "cem@example.org")
    page.click("button[name=action_add]")
    found = awaited(
        town.data_dir,
        lambda mail: (
            re.search(r"/konto/bestaetigen/\S+", words_of(mail))
            if "cem@example.org" in str(mail["To"])
            else None
        ),
    )
    page = without_script.visit(found.group())
    page.click("main form button")
    page = without_script.visit("/konto/fruehere-beitraege/")
    assert "Nichts wartet" not in page.inner_text("main") and "Cem" in page.inner_text("main")
    page.fill("[name=name]", "Gerda K.")
    page.click("main button:has-text('Beiträge übernehmen')")
    assert "gehören jetzt Ihnen" in page.inner_text("body")
    assert "Gerda K." in without_script.visit(archive("suggestion", 61)).inner_text(".title-block")
    page = without_script.visit("/konto/fruehere-beitraege/")
    page.click("main details > summary")
    page.click("button:has-text('Zurückgeben')")
    assert "wieder ihren früheren Namen" in page.inner_text("body")
    assert "Cem" in without_script.visit(archive("suggestion", 61)).inner_text(".title-block")
