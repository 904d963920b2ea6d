"""Places are no persons."""

from mitmachstadt.spine.privacy.registry import register

register.not_personal(
    "venues.Venue", "A place that is open to the public, and what the town knows of it.", "label", "address", "geometry", "lat",
    "lon", "facts", "note", "source", "imported",
)  # fmt: skip
