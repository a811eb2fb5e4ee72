"""The settings of a server, with an address that only says hello; pages are not drawn from a manifest of files."""

from roriq_portal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
