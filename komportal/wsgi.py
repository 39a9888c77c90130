"""The door for the web server: `gunicorn komportal.wsgi`."""

import os
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komportal.settings")


class Request(WSGIRequest):
    """Stands also where the visitor names a codec that nothing can read: the layer Utf8Only refuses it, as a page."""

    def __init__(self, environ: dict[str, Any]):
        try:
            super().__init__(environ)
        except (LookupError, ValueError):
            super().__init__(environ | {"CONTENT_TYPE": "text/plain; charset=unreadable"})


application = get_wsgi_application()
application.request_class = Request
