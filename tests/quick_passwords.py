"""The settings of the demo with passwords that are stored at once, for a test in which many people sign up: each would take a
fifth of a second of a core, and no test asks how hard they are to guess."""

from mitmachstadt.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
