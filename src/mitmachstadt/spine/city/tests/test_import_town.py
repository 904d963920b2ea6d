"""The town's tables: what comes in, what a second run leaves alone, and what is named when it can not be used."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from mitmachstadt.spine.city import importing
from mitmachstadt.spine.city.actions import next_number, next_numbers
from mitmachstadt.spine.city.importers.town import import_town, slug_of
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.models import (
    District,
    Organisation,
    Population,
    RuleRecord,
    StatisticalDistrict,
    Topic,
)
from mitmachstadt.spine.city.queries import district_by_name, rule_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Path:
    target = tmp_path / "stadt"
    shutil.copytree(settings.TOWN_DIR, target)
    return target


def run(folder: Path) -> Report:
    report = Report("Stadt")
    import_town(folder, report)
    return report


def replace(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_town_as_data(folder):
    assert run(folder).skipped == []
    assert (District.objects.count(), StatisticalDistrict.objects.count()) == (15, 18)
    assert (Organisation.objects.count(), Topic.objects.count()) == (61, 12)
    assert sum(1 for district in District.objects.all() if district.point_certain) == 9
    assert (
        district_by_name("altstadt").slug == "castrop-altstadt"
        and slug_of("Pöppinghausen") == "poeppinghausen"
    )
    euv, kijupa = Organisation.objects.get(key="euv"), Organisation.objects.get(key="kijupa")
    assert (euv.kind, euv.answers_cases) == ("municipal_utility", True)
    assert kijupa.is_body and not kijupa.answers_cases
    assert not Organisation.objects.get(key="buergerenergie").answers_cases  # planned, does not exist yet
    castrop = Population.objects.get(district__slug="castrop", day=date(2015, 12, 31))
    assert castrop.residents == 8448 and "31.12.2015" in castrop.source
    assert Population.objects.filter(day=date(2014, 12, 31)).count() == 18
    rule = rule_on("vorhabenliste", date(2026, 1, 1))
    assert rule.data["lead_time"]["days"] == 14 and not rule.confirmed and "Koalitionsvertrag" in rule.source


def test_a_second_run_changes_nothing_and_keeps_what_people_changed(folder):
    run(folder)
    Organisation.objects.filter(key="euv").update(name="EUV Stadtbetrieb AöR", email="info@example.org")
    report = run(folder)
    assert report.counts["created"] == report.counts["changed"] == 0
    replace(folder, "data/organisations.csv", "EUV Stadtbetrieb", "EUV ganz neu")
    replace(folder, "data/organisations.csv", "Städtischer Betrieb für", "Betrieb für")
    report = run(folder)
    assert report.counts["changed"] == 1
    euv = Organisation.objects.get(key="euv")
    assert euv.name == "EUV Stadtbetrieb AöR" and euv.role.startswith("Betrieb für") and euv.email
    assert run(folder).counts["changed"] == 0


def test_an_uploaded_area_survives_the_import(folder):
    run(folder)
    District.objects.filter(slug="ickern").update(area={"type": "Point", "coordinates": [7, 51]})
    run(folder)
    assert District.objects.get(slug="ickern").area is not None


def test_bad_rows_are_named_and_the_rest_comes_in(folder):
    replace(folder, "data/stadtteil-bezugspunkte.csv", "Ickern,51.592316", "Ickern,einundfünfzig")
    replace(
        folder,
        "data/organisations.csv",
        '"euv","EUV Stadtbetrieb","eigenbetrieb"',
        '"euv","EUV Stadtbetrieb","raumstation"',
    )
    replace(folder, "data/organisations.csv", '"vhs"', '"rat"')
    replace(folder, "data/einwohner-statistische-bezirke-2015.csv", "8448", "viele")
    report = run(folder)
    reasons = " ".join(f"{row}: {reason}" for row, reason in report.skipped)
    for word in ("Ickern", "keine Zahl", "raumstation", "zweimal", "viele"):
        assert word in reasons
    assert District.objects.count() == 14 and Organisation.objects.count() == 59


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("valid_from = 2021-01-01", "", "valid_from fehlt"),
        ("days = 14", "days = 14\nweeks = 2", "genau eine"),
        ("days = 14", "days = ", "nicht lesbar"),
        ('decided_by = "', 'entschieden_von = "', "entschieden_von"),
    ],
)
def test_a_wrong_rule_file_is_named_and_the_rule_that_holds_stays(folder, old, new, reason):
    run(folder)
    before = list(RuleRecord.objects.values())
    replace(folder, "rules/vorhabenliste.toml", old, new)
    report = run(folder)
    assert reason in " ".join(why for _, why in report.skipped)
    assert list(RuleRecord.objects.values()) == before


def test_a_new_day_of_validity_is_a_new_rule_beside_the_old_one(folder):
    run(folder)
    replace(folder, "rules/vorhabenliste.toml", "valid_from = 2021-01-01", "valid_from = 2027-01-01")
    replace(folder, "rules/vorhabenliste.toml", "days = 14", "days = 30")
    run(folder)
    assert rule_on("vorhabenliste", date(2026, 12, 31)).data["lead_time"]["days"] == 14
    assert rule_on("vorhabenliste", date(2027, 1, 1)).data["lead_time"]["days"] == 30


def test_missing_files_are_named(folder):
    (folder / "data" / "organisations.csv").unlink()
    (folder / "town.toml").unlink()
    assert {row for row, _ in run(folder).skipped} >= {"organisations.csv", "town.toml"}


def test_importers_run_in_their_order(monkeypatch):
    monkeypatch.setattr(importing, "_importers", {})
    calls: list[str] = []
    for name, order in (("spät", 90), ("früh", 10), ("mitte", 50)):
        importing.register_importer(name, lambda folder, report: calls.append(report.name), order=order)
    importing.run_importers(Path())
    assert calls == ["früh", "mitte", "spät"] == importing.importer_names()


def test_numbers_are_given_out_once():
    assert [next_number("X", 2026), *next_numbers("X", 2026, 3), next_number("X", 2026)] == [
        f"X-2026-{n:03d}" for n in range(1, 6)
    ]
    assert next_number("X", 2027) == "X-2027-001"
