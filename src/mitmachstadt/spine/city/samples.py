"""What `seed-sample` and `remove-sample` run: each app registers how it makes its marked examples and how it takes them away."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from mitmachstadt.spine.problems import Refused

Seeder = Callable[[], str]
_seeders: dict[str, tuple[int, Seeder, Seeder]] = {}


def register_sample(name: str, seed: Seeder, remove: Seeder, *, order: int) -> None:
    """Both functions return one German sentence on what they did, or nothing; removal runs in reverse order."""
    _seeders[name] = (order, seed, remove)


def seed_all() -> list[str]:
    """Makes all examples, lowest order first; what the town's own rules refuse is said and left out."""
    said = []
    for name, (_order, seed, _remove) in sorted(_seeders.items(), key=lambda entry: entry[1][0]):
        try:
            with transaction.atomic():
                said.append(seed())
        except Refused as refused:
            said.append(f"Keine Beispiele für „{name}“: {refused}")
    return [sentence for sentence in said if sentence]


@transaction.atomic
def remove_all() -> list[str]:
    """Takes all examples away, highest order first; all of them or, when something stands against it, none."""
    return [remove() for _, _, remove in sorted(_seeders.values(), key=lambda entry: -entry[0])]
