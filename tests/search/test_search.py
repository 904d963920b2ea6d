"""The search on a real database: what it finds, what it never finds, and that hostile input does no harm."""

from __future__ import annotations

import random
from datetime import date

import pytest

from mitmachstadt.spine.search.actions import Entry, index_entry, rebuild, remove_entry
from mitmachstadt.spine.search.models import IndexRow, SearchEntry, SearchWord
from mitmachstadt.spine.search.queries import find, matching_ids, suggest
from tests.search import corpus

pytestmark = pytest.mark.django_db
SECRET = "Geheimtunnelprojekt"


def put(object_id: str, title: str, **more: object) -> None:
    index_entry(kind="project", object_id=object_id, title=title, url=f"/{object_id}/", **more)  # type: ignore[arg-type]


def ids(text: str, **more: object) -> list[str]:
    return [hit.object_id for hit in find(text, **more).hits]  # type: ignore[arg-type]


@pytest.fixture
def town() -> None:
    corpus.load()


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [("Platz", "K011"), ("Rad", "K224"), ("Stadt", "K152"), ("spilplatz", "K011"), ("Radverk", "K224")],
)
def test_parts_plurals_typos_and_beginnings_find(town: None, asked: str, wanted: str) -> None:
    assert wanted in ids(asked, per_page=100)


def test_a_typo_is_mended_and_said(town: None) -> None:
    found = find("Spielplaz bauen")
    assert found.corrected == "Spielplatz bauen"
    assert find("Spielplatz").corrected is None


def test_a_mistyped_compound_that_stands_nowhere_is_found_by_its_pieces(town: None) -> None:
    meant, typed = find("Fahrradweg"), find("Fahradweg")
    assert meant.total and typed.corrected == "Fahrradweg"
    assert [hit.object_id for hit in typed.hits] == [hit.object_id for hit in meant.hits]


def test_two_errors_are_a_question_not_a_guess(town: None) -> None:
    found = find("Radwech")
    assert (found.total, found.suggestion, found.missing) == (0, "Radweg", ("Radwech",))


def test_nonsense_finds_nothing_and_suggests_nothing(town: None) -> None:
    found = find("qwrtzp xyzzy")
    assert (found.hits, found.total, found.suggestion) == ([], 0, None)
    assert find("").total == find("und der die").total == find("?! …").total == 0


def test_missing_words_are_named(town: None) -> None:
    found = find("Radstation xyzzyq")
    assert found.missing == ("xyzzyq",)
    assert found.relaxed
    assert found.hits[0].object_id == "K229"


def test_words_that_never_stand_together_give_way(town: None) -> None:
    found = find("Radstation Frauenhaus")
    assert found.relaxed
    assert not found.missing
    assert {"K229", "K026"} <= {hit.object_id for hit in found.hits}


def test_order_is_title_weight_date_number() -> None:
    put("text", "Anders", text="Brunnen", weight=100)
    put("old", "Brunnen alt", date=date(2020, 1, 1))
    put("compound", "Trinkbrunnen", weight=100)
    put("new", "Brunnen neu", date=date(2024, 1, 1))
    put("heavy", "Brunnen schwer", date=date(2019, 1, 1), weight=1)
    put("new-2", "Brunnen neu", date=date(2024, 1, 1))
    assert ids("Brunnen") == ["heavy", "new", "new-2", "old", "compound", "text"]


def test_pages_hold_everything_once() -> None:
    for number in range(45):
        put(str(number), "Laterne" if number % 3 else "Licht", text="Laterne", weight=number % 4)
    pages = [ids("Laterne", page=page, per_page=10) for page in range(1, 7)]
    flat = [one for page in pages for one in page]
    assert len(flat) == len(set(flat)) == 45
    assert flat == ids("Laterne", per_page=100)
    assert pages[5] == []


def test_many_hits_come_in_the_same_order_as_few() -> None:
    """Above 500 hits only the best tier is ranked; the first page must not notice."""
    chance = random.Random(4)
    entries = [
        Entry(
            "project", str(number), chance.choice(("Weiher am Wald", "Waldweg", "Weg", "Wald und Weg")),
            f"/{number}/",
            text=chance.choice(("Wald", "Weg Wald", "Waldwege")), weight=chance.randrange(3),
        )
        for number in range(700)
    ]  # fmt: skip
    rebuild("project", entries)
    whole = ids("Wald Weg", per_page=40)
    assert find("Wald Weg").total > 500
    rebuild("project", [entry for entry in entries if entry.object_id in set(whole)])
    assert ids("Wald Weg", per_page=40) == whole


def test_what_is_not_public_is_never_found_nor_suggested() -> None:
    put("open", "Tunnel am Bahnhof")
    put("hidden", SECRET, text=f"{SECRET} Zwergflamingo", public=False)
    for asked in (SECRET, "Geheim", "Zwergflaming", "zwergflamigo", "Geheimtunnelprojket", "Tunnel"):
        found = find(asked)
        assert "hidden" not in [hit.object_id for hit in found.hits]
        assert "Geheim" not in f"{found.corrected}{found.suggestion}"
        assert "flamingo" not in f"{found.corrected}{found.suggestion}"
        assert "hidden" not in [hit.object_id for hit in suggest(asked)]
        assert "hidden" not in matching_ids("project", asked)
    assert not SearchWord.objects.filter(word__contains="flamingo").exists()


def test_hiding_takes_everything_away_and_showing_brings_it_back() -> None:
    put("one", SECRET)
    assert ids(SECRET) == ["one"]
    put("one", SECRET, public=False)
    assert ids(SECRET) == []
    assert not SearchWord.objects.filter(word=SECRET.lower()).exists()
    assert not IndexRow.objects.exists()
    put("one", SECRET)
    assert ids(SECRET) == ["one"]


def test_a_row_turned_hidden_behind_the_back_of_the_index_stays_hidden() -> None:
    put("one", SECRET)
    SearchEntry.objects.update(public=False)
    assert find(SECRET).hits == []
    assert list(matching_ids("project", SECRET)) == []


def test_removing_and_renaming() -> None:
    put("1", "Brunnen")
    put("2", "Laterne")
    put("1", "Teich")
    assert (ids("Brunnen"), ids("Teich")) == ([], ["1"])
    remove_entry("project", 2)
    remove_entry("project", "never there")
    assert ids("Laterne") == []
    assert SearchEntry.objects.count() == 1


def test_rebuild_holds_exactly_what_it_was_given() -> None:
    put("stale", "Alter Kram")
    index_entry(kind="page", object_id="stale", title="Alter Kram", url="/k/")
    assert (
        rebuild("project", [Entry("project", "1", "Neu", "/1/"), Entry("project", "1", "Neuer", "/1/")]) == 1
    )
    assert [(hit.kind, hit.object_id) for hit in find("Kram").hits] == [("page", "stale")]
    assert ids("Neuer") == ["1"]
    with pytest.raises(ValueError, match="page"):
        rebuild("project", [Entry("page", "1", "Falsch", "/1/")])


def test_the_order_of_indexing_does_not_matter() -> None:
    entries = list(corpus.projects())
    rebuild("project", entries)
    before = {
        text: set(ids(text, per_page=100)) for text in ("Platz", "Rad", "Gremien", "Konzept", "Schwerin")
    }
    rebuild("project", [])
    rebuild("project", reversed(entries))
    assert {text: set(ids(text, per_page=100)) for text in before} == before


def test_filters_narrow_and_count(town: None) -> None:
    everything = find("Konzept", per_page=100)
    counted = {facet.value: facet.count for facet in everything.facets.topics}
    for topic, count in counted.items():
        narrowed = find("Konzept", topics=[topic], per_page=100)
        assert narrowed.total == count == len(narrowed.hits)
        assert all(topic in hit.topics for hit in narrowed.hits)
        assert narrowed.total_unfiltered == everything.total
    two = list(counted)[:2]
    assert find("Konzept", topics=two).total == sum(counted[topic] for topic in two)
    assert find("Konzept", kinds=["organisation"], topics=two).total == 0
    assert find("Altstadt", kinds=["project"], districts=["altstadt"]).hits


def test_text_filter_for_other_lists(town: None) -> None:
    assert set(matching_ids("organisation", "Feuerwehr")) <= {"feuerwehr", "loeschzuege"}
    assert list(matching_ids("project", "xyzzy")) == list(matching_ids("project", "")) == []
    put("77", "Zahlenrätsel")
    assert list(matching_ids("project", "Zahlenrätsel", as_int=True)) == [77]


def test_hits_are_marked_and_escaped() -> None:
    put("1", "<script>Brunnen</script> & Bäume", summary="<b>Trinkbrunnen</b>", text="x")
    hit = find("brunnen baum").hits[0]
    assert hit.title_html == "&lt;script&gt;<mark>Brunnen</mark>&lt;/script&gt; &amp; <mark>Bäume</mark>"
    assert hit.summary_html == "&lt;b&gt;<mark>Trinkbrunnen</mark>&lt;/b&gt;"


def test_a_hit_deep_in_the_text_is_shown() -> None:
    put("1", "Titel", summary="Kurz gesagt", text="wort " * 200 + "Brunnen " + "wort " * 200)
    shown = find("Brunnen").hits[0].summary_html
    assert "<mark>Brunnen</mark>" in shown
    assert len(shown) < 300


@pytest.mark.parametrize(
    "text",
    [
        '"', "'", "* AND (", "w_stadt", "NEAR(a b)", "a:b", "%s %(x)s", "\x00", "a\x00b", "' & !x |",
        "ﬁle ß ſ", "🌳 Baum",
        "x" * 5000, "سلام мир 漢字", "-", "a b c d e f g h i j k l m n o p q r s t u v w x y z", "\\", "𝒜𝒷𝒸",
    ],
)  # fmt: skip
def test_hostile_words_do_no_harm(text: str) -> None:
    put(
        "1",
        f"Titel {text}",
        text=text,
        districts=[text[:20].replace("\x00", "")],
    )
    find(text, kinds=[text], districts=[text], topics=[text])
    suggest(text)
    list(matching_ids("project", text))
    assert ids("Titel") == ["1"]


def test_a_huge_title_is_cut_not_refused() -> None:
    put("1", "Brunnen " * 1_500_000, text="Laterne " * 50_000)
    assert ids("Laterne") == ["1"]
    assert len(SearchEntry.objects.get().title) == 500


def test_a_list_filter_costs_few_queries(town: None, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        list(matching_ids("project", "Fahrrad abstellen"))
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        find("Fahrrad abstellen")
