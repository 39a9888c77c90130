"""The door for the web server: `gunicorn komportal.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komportal.settings")

application = get_wsgi_application()
