"""Every dataset in every format under hostile questions: an answer or a sentence with the parameter's name, never an error.

And under a kind one: a row is found by its own title.
"""

from __future__ import annotations

import json

import pytest
from django.test import Client

from mitmachstadt.spine.opendata.datasets import registry
from mitmachstadt.spine.opendata.outputs import formats_of
from mitmachstadt.spine.opendata.reading import LAST_PAGE
from tests.attack.hostile import CLASSICS, percent

BOXES = (
    "1,2,3",
    "nan,nan,nan,nan",
    "1e400,0,0,0",
    "-181,-91,181,91",
    "7,51,6,50",
    "7.3,51.5,7.4,51.6",
    ",,,",
    "1,2,3,4,5",
)
NUMBERS = ("0", "-1", str(LAST_PAGE + 1), "9" * 400, "1.5", "٣", "", "1 OR 1=1", "NaN")


def read_all(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def is_found_by_its_title(client, dataset):
    """True when `q` with the title of the newest row gives that row; None where there is no row or no search."""
    rows = client.get(f"/daten/{dataset.slug}.json?per_page=1").json()["eintraege"]
    if not rows or not dataset.searchable() or not rows[0][dataset.title_field]:
        return None
    question = percent(rows[0][dataset.title_field])
    found = client.get(f"/daten/{dataset.slug}.json?per_page=100&q={question}").json()["eintraege"]
    return rows[0][dataset.key] in [row[dataset.key] for row in found]


@pytest.mark.slow
@pytest.mark.django_db
def test_no_question_breaks_a_data_route(filled_town):
    client, tried, refused = Client(), 0, 0
    found = {dataset.slug: is_found_by_its_title(client, dataset) for dataset in registry}
    assert False not in found.values(), found
    assert list(found.values()).count(True) > 8, found
    for number, dataset in enumerate(registry):
        names = ["q", *(one.name for one in dataset.filters)]
        for place, form in enumerate(formats_of(dataset)):
            address = f"/daten/{dataset.slug}.{form.name}"
            # Question and format are read by the same code everywhere: each format meets all of them, and so does
            # each kind of parameter, but not every parameter of every dataset in every format. What no dataset knows is
            # looked at by nobody, so one word is enough there; and a word that is taken need not give every row again.
            part = slice((number + place) % 4, None, 4)
            questions = [
                f"{percent(name)}={percent(word)}{'&per_page=2' if turn else ''}"
                for offset, name in enumerate(names)
                for turn, word in enumerate(CLASSICS[(number + place + offset) % 8 :: 8])
            ]
            questions.append(f"unbekannt={percent(CLASSICS[(number * 5 + place) % len(CLASSICS)])}")
            questions += [f"bbox={percent(box)}" for box in BOXES[part]]
            questions += [f"{key}={percent(n)}" for key in ("page", "per_page") for n in NUMBERS[part]]
            questions += ["page=1&page=2&alles=1&alles=x", "=&&=%00&q"]
            for question in questions:
                answer = client.get(f"{address}?{question}")
                tried += 1
                assert answer.status_code in {200, 400}, question
                body = read_all(answer)
                if answer.status_code == 400:
                    refused += 1
                    told = json.loads(body)
                    assert answer["Content-Type"] == "application/problem+json"
                    assert told["fehler"] and all(
                        one["parameter"] and one["hinweis"] for one in told["fehler"]
                    )
    assert tried > 1000 and 200 < refused < tried
