"""The contract that every dataset fulfils; a test inherits it and only says how its rows are made."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from django.db import connection
from django.db.models import CharField, Model, TextField
from django.http import HttpResponse
from django.test import Client, SimpleTestCase
from django.test.utils import CaptureQueriesContext

from mitmachstadt.spine.opendata.checks import problems_of
from mitmachstadt.spine.opendata.datasets import Dataset, registry
from mitmachstadt.spine.opendata.outputs import formats_of
from mitmachstadt.spine.opendata.outputs.dcat import write_catalogue

SECRET = "Geheimnis-7f3a"  # noqa: S105  planted where nothing may leak from
ATOM = "{http://www.w3.org/2005/Atom}"


def body_of(response: Any) -> str:
    """The whole answer as text, streamed or not."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return bytes(content).decode()


def plant(row: Model, dataset: Dataset, spoken: tuple[str, ...]) -> None:
    """Writes the secret into every text column of the row that no field declares."""
    declared = {
        str(field.source or field.name).split(".")[0]
        for field in dataset.fields
        if not callable(field.source)
    }
    kept = declared | set(spoken) | {dataset.key_column()}
    for column in row._meta.concrete_fields:
        if isinstance(column, CharField | TextField) and not column.choices and column.name not in kept:
            type(row)._default_manager.filter(pk=row.pk).update(**{column.name: SECRET[: column.max_length]})


class DatasetContract(SimpleTestCase):
    """Inherit together with `django.test.TestCase`, that one first; `__test__ = True` in the subclass.

    `spoken` names text columns that a field's function may publish although no field declares them.
    """

    __test__ = False
    slug = ""
    spoken: tuple[str, ...] = ()

    def make(self, number: int, secret: str) -> Model:
        """A public row, the `number`-th; puts `secret` into rows that hang on it and are not public."""
        raise NotImplementedError

    def make_hidden(self, secret: str) -> Model | None:
        """A row that nobody may see, with `secret` in its public fields; None where all rows are public."""
        return None

    @property
    def dataset(self) -> Dataset:
        found = registry.get(self.slug)
        assert found is not None, f"no dataset {self.slug}"
        return found

    def setUp(self) -> None:
        self.client = Client()

    def fetch(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(path, headers=headers)  # type: ignore[return-value]

    def planted(self) -> Model:
        """One public row with the secret around it, and a hidden one that is the secret."""
        row = self.make(1, SECRET)
        plant(row, self.dataset, self.spoken)
        self.hidden = self.make_hidden(SECRET)
        return row

    def key_of(self, row: Any) -> str:
        for name in self.dataset.key_column().split("__"):
            row = getattr(row, name)
        return str(row)

    def addresses(self) -> list[str]:
        """Every address at which rows of the dataset appear."""
        files = [f"/daten/{self.slug}.{form.name}" for form in formats_of(self.dataset)]
        streams = [
            f"/daten/{self.slug}.{form.name}?alles=1" for form in formats_of(self.dataset) if form.paged
        ]
        return [*files, *streams, f"/api/v1/{self.slug}", f"/daten/{self.slug}/", f"/en/daten/{self.slug}/"]

    def test_declaration_is_whole(self) -> None:
        assert problems_of(self.dataset) == []

    def test_nothing_hidden_leaves_through_any_output(self) -> None:
        row = self.planted()
        extra = [
            "/daten/",
            f"/sitemap-{self.slug}-1.xml",
            f"/api/v1/{self.slug}/{quote(self.key_of(row))}",
        ]
        for path in [*self.addresses(), *extra]:
            assert SECRET not in body_of(self.fetch(path)), path
        # Its own part of `/daten/katalog.ttl`, which puts all of them together and is long in the making.
        assert SECRET not in write_catalogue([self.dataset])
        listed = json.loads(body_of(self.fetch(f"/daten/{self.slug}.json")))
        assert [str(one[self.dataset.key]) for one in listed["eintraege"]] == [self.key_of(row)]
        assert listed["gesamt"] == 1
        if self.hidden is not None:
            assert self.fetch(f"/api/v1/{self.slug}/{quote(self.key_of(self.hidden))}").status_code == 404

    def test_no_column_beyond_the_declared_ones(self) -> None:
        self.make(1, SECRET)
        derived = {"link"} if self.dataset.has_links() else set()
        derived |= {"geometrie"} if self.dataset.geometry is not None else set()
        entry = json.loads(body_of(self.fetch(f"/daten/{self.slug}.json")))["eintraege"][0]
        assert set(entry) == {field.name for field in self.dataset.fields} | derived

    def test_csv_is_read_by_a_csv_reader(self) -> None:
        rows = [self.make(number, SECRET) for number in (1, 2, 3)]
        text = body_of(self.fetch(f"/daten/{self.slug}.csv"))
        assert text.startswith("\ufeff")
        table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
        assert {line[self.dataset.key] for line in table} == {self.key_of(row) for row in rows}

    def test_geojson_has_a_feature_per_row(self) -> None:
        if self.dataset.geometry is None:
            assert self.fetch(f"/daten/{self.slug}.geojson").status_code == 404
            return
        rows = [self.make(number, SECRET) for number in (1, 2)]
        layer = json.loads(body_of(self.fetch(f"/daten/{self.slug}.geojson")))
        assert layer["type"] == "FeatureCollection"
        assert {str(one["id"]) for one in layer["features"]} == {self.key_of(row) for row in rows}
        assert all(one["type"] == "Feature" and "geometry" in one for one in layer["features"])
        far = json.loads(body_of(self.fetch(f"/daten/{self.slug}.geojson?bbox=-30,-30,-29,-29")))
        assert far["features"] == []

    def test_atom_has_ids_and_dates(self) -> None:
        if not self.dataset.feed_date:
            assert self.fetch(f"/daten/{self.slug}.atom").status_code == 404
            return
        self.make(1, SECRET)
        feed = ElementTree.fromstring(body_of(self.fetch(f"/daten/{self.slug}.atom")))  # noqa: S314  our own words
        entries = feed.findall(ATOM + "entry")
        assert len(entries) == 1
        for parent in (feed, entries[0]):
            assert all(parent.findtext(ATOM + name) for name in ("id", "title", "updated"))
        again = ElementTree.fromstring(body_of(self.fetch(f"/daten/{self.slug}.atom")))  # noqa: S314
        assert again.findtext(f"{ATOM}entry/{ATOM}id") == entries[0].findtext(ATOM + "id")

    def test_etag_answers_304_until_a_row_comes(self) -> None:
        self.make(1, SECRET)
        for form in formats_of(self.dataset):
            path = f"/daten/{self.slug}.{form.name}"
            tag = self.fetch(path).headers["ETag"]
            assert self.fetch(path, if_none_match=tag).status_code == 304
            assert self.fetch(path, if_none_match='"other"').status_code == 200
        self.make(2, SECRET)
        assert self.fetch(path, if_none_match=tag).status_code == 200

    def test_head_has_headers_and_no_body(self) -> None:
        self.make(1, SECRET)
        for form in formats_of(self.dataset):
            response = self.client.head(f"/daten/{self.slug}.{form.name}")
            assert response.status_code == 200
            assert body_of(response) == ""
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            assert response.headers["Content-Type"].startswith(form.media_type)

    def test_queries_do_not_grow_with_the_rows(self) -> None:
        self.make(1, SECRET)
        before = self.count_queries()
        for number in range(2, 13):
            self.make(number, SECRET)
        assert self.count_queries() == before

    def count_queries(self) -> dict[str, int]:
        """Queries by address; the first call of each warms what is remembered per process."""
        counted = {}
        for path in self.addresses():
            body_of(self.fetch(path))
            with CaptureQueriesContext(connection) as queries:
                body_of(self.fetch(path))
            counted[path] = len(queries)
        return counted

    def test_pages_hold_every_row_once(self) -> None:
        rows = [self.make(number, SECRET) for number in (1, 2, 3)]
        path, keys = f"/daten/{self.slug}.json?per_page=2", []
        for _page in range(2):
            answer = json.loads(body_of(self.fetch(path)))
            keys += [str(one[self.dataset.key]) for one in answer["eintraege"]]
            path = "/" + (answer["naechste"] or "").split("/", 3)[-1]
        assert sorted(keys) == sorted(self.key_of(row) for row in rows)
        assert answer["naechste"] is None

    def test_a_search_without_hit_is_empty_and_filters_do_not_multiply(self) -> None:
        row = self.make(1, SECRET)
        for one in self.dataset.filters:
            for value in one.choices:
                found = json.loads(body_of(self.fetch(f"/daten/{self.slug}.json?{one.name}={quote(value)}")))
                assert found["gesamt"] in (0, 1), (one.name, value)
                assert found["filter"] == {one.name: [value]}
        if self.dataset.searchable():
            found = json.loads(body_of(self.fetch(f"/daten/{self.slug}.json?q=xyzzy-niemals")))
            assert found["gesamt"] == 0
        assert self.key_of(row)
