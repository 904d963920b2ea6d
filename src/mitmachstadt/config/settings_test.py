"""Settings for the tests: same house, faster passwords, mails in memory, a database of its own."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("MITMACHSTADT_MODE", "test")
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="mitmachstadt-test-")

from django.utils.functional import SimpleLazyObject

from mitmachstadt.config import sign_on_keys
from mitmachstadt.config.settings import *  # noqa: F403

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    # Reads the secrets of services, which are kept with few rounds.
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Other services can sign people in; the key is made when the first test asks for it.
SIGN_ON = True
IDP_OIDC_PRIVATE_KEYS = SimpleLazyObject(
    lambda: sign_on_keys.settings({"SIGN_ON_KEYS": [sign_on_keys.new_key()]}, DATA_DIR, demo=False)[  # noqa: F405
        "IDP_OIDC_PRIVATE_KEYS"
    ]
)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
MITMACHSTADT_DEMO = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, because threads that share a database in memory lock whole tables, as no real installation does.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405
