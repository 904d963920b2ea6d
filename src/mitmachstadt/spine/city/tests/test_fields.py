"""Fields that take whatever is sent."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from mitmachstadt.spine.city.models import Topic
from mitmachstadt.spine.fields import Several, in_our_time


@pytest.mark.django_db
def test_several_rows_by_keys_and_nothing_else():
    rows = [Topic.objects.create(slug=f"t{n}", name=f"T{n}") for n in range(3)]
    field = Several(Topic.objects.all(), required=False)
    assert set(field.clean([str(rows[0].pk), rows[2].pk])) == {rows[0], rows[2]}
    assert list(field.clean([])) == list(field.clean(None)) == []
    for wrong in ("9" * 400, str(2**63), "-1", "1.5", "²", "", "1e9"):
        with pytest.raises(forms.ValidationError):
            field.clean([wrong])
    with pytest.raises(forms.ValidationError):
        field.clean("12")


@pytest.mark.parametrize(
    ("year", "good"), [(1, False), (1899, False), (1900, True), (2100, True), (9999, False)]
)
def test_years_that_nobody_means_are_slips(year, good):
    if good:
        in_our_time(date(year, 1, 1))
    else:
        with pytest.raises(forms.ValidationError):
            in_our_time(date(year, 1, 1))
