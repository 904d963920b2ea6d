"""Entry for granian and gunicorn."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import resolve, reverse

from mitmachstadt.config.warm import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")
application = get_wsgi_application()
# All addresses and views are loaded before the first visitor, who would wait for them otherwise.
resolve("/")
reverse("notify:follow")
if settings.MODE == "production":
    warm()
# What is loaded by now stays for good: looking through it for rubbish would hold up everybody for tenths of a second.
gc.collect()
gc.freeze()
