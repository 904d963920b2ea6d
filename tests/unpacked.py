"""The settings of the demo, but of the files for browsers only our own are packed: the back office's are ten times as many,
packing them takes ten seconds, and no test asks how heavy they are."""

from mitmachstadt.config.settings import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "tests.packing.OwnFilesPacked"}  # noqa: F405
