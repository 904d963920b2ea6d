"""How many took part, told so that nobody can be found: small numbers are left out, and never one alone."""

from __future__ import annotations

from collections.abc import Mapping

#: Numbers below this one are not shown.
LEAST = 5


def suppressed(numbers: Mapping[str, int], least: int = LEAST) -> dict[str, int | None]:
    """The numbers by class; None where one is left out.

    Left out are all from 1 to below `least`, and where the sum of all would still give one away, the smallest others too,
    until at least two are left out and these are `least` together. A nought is nobody and stays, unless it has to hide
    another number.
    """
    hidden = {key for key, number in numbers.items() if 0 < number < least}
    if hidden:
        rest = sorted(
            (key for key in numbers if key not in hidden),
            key=lambda key: (not numbers[key], numbers[key], key),
        )
        while rest and (len(hidden) < 2 or sum(numbers[key] for key in hidden) < least):
            hidden.add(rest.pop(0))
    return {key: None if key in hidden else number for key, number in numbers.items()}


def total(numbers: Mapping[str, int], least: int = LEAST) -> int | None:
    """How many in all; None where these are so few, or so few classes, that the sum would give one number away."""
    number = sum(numbers.values())
    return None if 0 < number < least else number
