"""Settings on a throwaway home, for tests and the type checker: no data, no slow hashes."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from towpath.evidence.homes import Home

_home = Path(tempfile.mkdtemp(prefix="towpath-trial-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
(_home / ".static").mkdir()
Home.create(
    _home,
    {"name": "Trial Partnership", "area": "district:E00000000", "second_factor": False},
)

# The settings of whoever runs the tests stay outside, but for which database to try.
_kept = {key: value for key, value in os.environ.items() if key.startswith("TOWPATH_")}
for _key in _kept:
    del os.environ[_key]
if "TOWPATH_TRIAL_DATABASE_URL" in _kept:
    os.environ["TOWPATH_DATABASE_URL"] = _kept["TOWPATH_TRIAL_DATABASE_URL"]
os.environ["TOWPATH_HOME"] = str(_home)

from towpath.web.settings import *  # noqa: E402, F403
from towpath.web.settings import STORAGES  # noqa: E402

os.environ.pop("TOWPATH_DATABASE_URL", None)
os.environ.update(_kept)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
