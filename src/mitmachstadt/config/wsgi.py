"""Entry for granian and gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")
application = get_wsgi_application()
