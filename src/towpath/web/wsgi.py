"""The site as a WSGI server asks for it; TOWPATH_HOME says whose."""

from __future__ import annotations

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "towpath.web.settings"
application = get_wsgi_application()


def _warm() -> None:
    from towpath.explorer import watching

    watching.warm_up()


Thread(target=_warm, name="warming up", daemon=True).start()
