"""States in which people vote, and those that mean an answer; plain keys that every room shares."""

OPEN = ("collecting", "reached")
ANSWERED = ("accepted", "in_part", "declined", "referred")
GOING_ON = ("accepted", "in_part")
