"""Reports of another system are taken over, from a table and from a GeoReport server; the second time changes nothing."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.tests.world import fixed, report, step
from mitmachstadt.spine import fetching
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.notify.models import Mail

TABLE = """Nr,service_code,requested_datetime,description,lat,long,address,status,status_notes
1-2024,17,2024-05-01T10:00:00+02:00,Altes Loch,51.5497,7.3094,Am Markt 1,closed,Gefüllt.
2-2024,17,2024-05-02,Neues Loch,51.5497,7.3094,,open,
3-2024,99,2024-05-02,Was ist das,51.5497,7.3094,,open,
4-2024,17,gestern,Loch,51.5497,7.3094,,open,
5-2024,17,2024-05-02,Loch,54.5,7.0,,open,
6-2024,17,2024-05-02,"Loch, bitte 0234 5556677 anrufen",51.5497,7.3094,,closed,Fertig
2-2024,17,2024-05-02,Noch einmal,51.5497,7.3094,,open,
"""
MAPPING = """source = "alt"
closed_as = "fixed"
[columns]
service_request_id = "Nr"
[categories]
17 = "schlagloch"
"""


@pytest.fixture
def files(tmp_path, world):
    (tmp_path / "alt.csv").write_text(TABLE, "utf-8")
    (tmp_path / "alt.toml").write_text(MAPPING, "utf-8")
    return tmp_path


def take(place, **options):
    out = StringIO()
    call_command("import_reports", str(place), stdout=out, **options)
    return out.getvalue()


def test_a_table_is_taken_over_once_and_every_other_row_named(files, world):
    options = {"mapping": files / "alt.toml"}
    assert "2 neu" in take(files / "alt.csv", **options, dry_run=True) and not Report.objects.exists()
    said = take(files / "alt.csv", **options)
    assert "2 neu, 0 geändert, 0 unverändert, 5 übergangen" in said
    for number, reason in (
        ("3-2024", "99"),
        ("4-2024", "Eingang"),
        ("6-2024", "Menschen"),
        ("2-2024", "weiter oben"),
    ):
        assert any(number in line and reason in line for line in said.splitlines()), said
    done, todo = Report.objects.order_by("source_id")
    assert (done.source_id, done.case.state, done.closing) == ("alt#1-2024", "fixed", "Gefüllt.")
    assert (todo.case.state, todo.case.public, todo.case.unit) == ("open", True, world.euv)
    assert (done.case.number[:6], done.case.duties.filter(done_at=None).count()) == ("M-2024", 0)
    assert todo.case.duties.filter(done_at=None).count() == 1 and not Mail.objects.exists()
    before = list(Case.objects.values())
    assert "0 neu, 0 geändert, 2 unverändert" in take(files / "alt.csv", **options)
    assert list(Case.objects.values()) == before


def test_news_come_in_and_the_work_of_people_stays(files, world):
    options = {"mapping": files / "alt.toml"}
    (files / "alt.csv").write_text(TABLE.split("3-2024")[0].replace("closed,Gefüllt.", "open,"), "utf-8")
    take(files / "alt.csv", **options)
    mine = Report.objects.get(source_id="alt#2-2024")
    step(mine.case, "start", world.celik_clerk, text="Wir sehen nach.")
    (files / "alt.csv").write_text(TABLE.replace("Neues Loch", "Anders").split("3-2024")[0], "utf-8")
    assert "0 neu, 1 geändert, 1 unverändert" in take(files / "alt.csv", **options)
    mine.refresh_from_db()
    assert (mine.text, Report.objects.get(source_id="alt#1-2024").case.state) == ("Neues Loch", "fixed")


@pytest.mark.parametrize("xml", [False, True])
def test_another_server_is_read_whole_in_halves(client, world, monkeypatch, xml):
    for n in range(5):
        report(text=f"Loch {n}")
    fixed(report("lampe_aus", "Lampe"), world.vogel_coordinator)

    def get(self, url, accept="", **more):
        if xml and "requests.json" in url:
            raise fetching.Unreached("gone", "404")
        answer = client.get(url.removeprefix("https://nachbar.example"))
        assert answer.status_code == 200
        return fetching.Answer(url, answer.content)

    monkeypatch.setattr(fetching.Fetcher, "get", get)
    said = take("https://nachbar.example/georeport/v2", most=1000)
    taken = Report.objects.filter(via="import")
    assert taken.count() == (5 if xml else 6), said
    assert xml == ("closed_as" in said)
    assert taken.filter(case__state="fixed").count() == (0 if xml else 1)
    # what was taken is public here, too: the server has more now than it gives at once, and each comes once
    many = taken.count()
    again = take("https://nachbar.example/georeport/v2", most=3)
    assert f"{many} neu, 0 geändert, {many} unverändert" in again and "weiter oben" not in again


def test_a_server_that_does_not_answer_is_named_and_private_networks_are_not_asked(world):
    with pytest.raises(CommandError, match="forbidden"):
        take("http://127.0.0.1:9/georeport/v2")
