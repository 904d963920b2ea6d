"""The memory of rendered parts: same data once, different data anew, and no round trip between related rows."""

from __future__ import annotations

from datetime import date

from mitmachstadt.spine.city.models import District, Organisation
from mitmachstadt.spine.ui.remembered import fingerprint


def test_equal_rows_have_equal_fingerprints_and_a_changed_column_another():
    one, same, other = (District(pk=1, slug="a", name=name, lat=1.0, lon=2.0) for name in ("A", "A", "B"))
    assert repr(fingerprint([one])) == repr(fingerprint([same]))
    assert repr(fingerprint([one])) != repr(fingerprint([other]))


def test_a_changed_relation_changes_the_fingerprint():
    def unit(parent: str) -> Organisation:
        return Organisation(pk=2, key="amt", name="Amt", parent=Organisation(pk=1, key="stadt", name=parent))

    assert repr(fingerprint(unit("Stadt"))) == repr(fingerprint(unit("Stadt")))
    assert repr(fingerprint(unit("Stadt"))) != repr(fingerprint(unit("Kreis")))


def test_plain_values_inside_lists_and_dictionaries_count():
    assert repr(fingerprint({"day": date(2026, 1, 1)})) != repr(fingerprint({"day": date(2026, 1, 2)}))
    assert repr(fingerprint(({"a": 1},))) == repr(fingerprint(({"a": 1},)))
