"""The product's settings, with keys of no value and a home that goes when the run ends."""

import os
import secrets
import tempfile
from pathlib import Path

from tests import schema

# tests/conftest.py makes and removes it. Workers of xdist inherit the home of the run.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["LIANHU_HOME"] = str(
        Path(tempfile.gettempdir(), f"lianhu-tests-{secrets.token_hex(6)}")
    )
os.environ.pop("LIANHU_DEMO", None)
if "DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = schema.within(os.environ["DATABASE_URL"])
os.environ.setdefault("LIANHU_SECRET_KEY", "a key for tests: never one to deploy with")
os.environ.setdefault("LIANHU_FIELD_KEYS", "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")

from lianhu.web.settings import *  # noqa: F403
from lianhu.web.settings import STATICFILES_DIRS as _OF_THE_PRODUCT
from lianhu.web.settings import STORAGES

# A hash of a password takes a quarter of a second with the product's own choice.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The manifest wants collectstatic first; tests/ui/test_vendor.py runs that once.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

STATICFILES_DIRS = [*_OF_THE_PRODUCT, ("tests", Path(__file__).parent / "vendor")]
