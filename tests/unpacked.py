"""The settings of the demo, but files for browsers are only named by what they hold, not packed as well: packing takes five
times as long as everything else about them, and no test asks for it."""

from mitmachstadt.config.settings import *  # noqa: F403

STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
}
