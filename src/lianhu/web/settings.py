"""Settings, all of them by environment; docs/settings.md lists the variables."""

import base64
import hashlib
from importlib.util import find_spec
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from lianhu.kernel import logs
from lianhu.web import keys

env = environ.Env()

HOME = Path(env.str("LIANHU_HOME", default=str(Path.cwd() / "var")))
DEMO = env.bool("LIANHU_DEMO", default=False)
DEBUG = False

if DEMO:
    HOME.mkdir(parents=True, exist_ok=True)
    _made = keys.demo_keys(HOME / "demo-keys.json")
    SECRET_KEY = env.str("LIANHU_SECRET_KEY", default=_made["secret"])
    _field_keys = env.str("LIANHU_FIELD_KEYS", default=_made["field"])
else:
    SECRET_KEY = env.str("LIANHU_SECRET_KEY")
    _field_keys = env.str("LIANHU_FIELD_KEYS")

# "id:base64,id:base64": the first encrypts, all of them decrypt.
FIELD_KEYS = keys.parse(_field_keys)
BLIND_KEY = (
    base64.b64decode(env.str("LIANHU_BLIND_KEY"))
    if "LIANHU_BLIND_KEY" in env.ENVIRON
    else hashlib.sha256(b"lianhu blind index" + next(reversed(FIELD_KEYS.values()))).digest()
)

ALLOWED_HOSTS = env.list("LIANHU_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("LIANHU_ORIGINS", default=[])
HTTPS = env.bool("LIANHU_HTTPS", default=False)
if DEMO and HTTPS:
    raise ImproperlyConfigured("LIANHU_DEMO and LIANHU_HTTPS exclude each other.")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Whether browsers come to know the name by heart is for its owner to say: it is hard to take back.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# How many proxies stand before us, each adding to X-Forwarded-For whom it was asked by.
PROXIES = env.int("LIANHU_PROXIES", default=0)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# Lowest floor first: a template or translation of a higher floor wins.
FLOORS = [
    "web",
    "demo",
    "steward",
    "groups",
    "notices",
    "cases",
    "knowledge",
    "signin",
    "inbox",
    "channels",
    "forms",
    "grid",
    "privacy",
    "files",
    "accounts",
    "ui",
    "kernel",
]
INSTALLED_APPS = [
    *(f"lianhu.{floor}" for floor in FLOORS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "treebeard",
]
MIDDLEWARE = [
    "lianhu.web.requests.watch",
    "django.middleware.security.SecurityMiddleware",
    "lianhu.web.api_requests.go_straight",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lianhu.signin.middleware.Sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lianhu.accounts.middleware.KeepWords",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Last, so that its page knows who reads it.
    "lianhu.web.nul.refuse_nul",
]
ROOT_URLCONF = "lianhu.web.urls"
WSGI_APPLICATION = "lianhu.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lianhu.web.context.page",
            ],
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{HOME / 'lianhu.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }
    # In memory, threads and processes would not share it, nor lock it as in production.
    _database["TEST"] = {"NAME": env.str("LIANHU_TEST_SQLITE", default=str(HOME / "test.sqlite3"))}
else:
    _database["ENGINE"] = "lianhu.kernel.postgresql"
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True
    _limits = "-c statement_timeout=30s -c lock_timeout=10s"
    _given = _database.get("OPTIONS", {})
    # What DATABASE_URL says stays: a city may live in a schema of its own, by its search_path.
    _database["OPTIONS"] = _given | {
        "options": f"{_limits} {_given.get('options', '')}".strip(),
        # What is asked again and again is planned once in a connection: of a command's time in the
        # database planning is the half. A pooler in between gives each a session of its own.
        "server_side_binding": True,
        "prepare_threshold": 2,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
# The first makes them; those made before it was chosen still open, and are made anew at sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
CSRF_FAILURE_VIEW = "lianhu.accounts.views.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = env.str("LIANHU_TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True
USE_I18N = True

# The gas company's emergency line; there is none for the whole country.
GAS_LINE = env.str("LIANHU_GAS_LINE", default="000 5999 9119" if DEMO else "")

# Moves to one desk within a minute, from which on cases wait where they are for it to get to them.
LIANHU_FLOOD = env.int("LIANHU_FLOOD", default=20)

# Whom a notice may reach without a second person who looks at it: people and households together.
LIANHU_NOTICE_ALONE = env.int("LIANHU_NOTICE_ALONE", default=500)

# Which sensitive facts households may let be known (grid/facts/rules.py), each with a consent of
# its own: none, unless the city has decided so.
LIANHU_SENSITIVE_FACTS = env.list("LIANHU_SENSITIVE_FACTS", default=[])

STATIC_URL = "static/"
# All of it that would want an app is the page of the API; its code is loaded with the routes alone.
_ninja = find_spec("ninja")
assert _ninja is not None
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    Path(folder, "static") for folder in _ninja.submodule_search_locations or []
]
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Served by cases.views.files alone, to those who may see the words beside.
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_HANDLERS = [
    "lianhu.files.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# WeUI draws some of its icons from data: images. What one has just recorded, and nobody else has,
# is a blob: of the page itself.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Whoever sends this as a bearer token reads /metrics; without it nobody does.
METRICS_TOKEN = env.str("LIANHU_METRICS_TOKEN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": logs.json_formatter(),
    },
    "filters": {"tokens": {"()": logs.HideTokens}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["tokens"],
            "formatter": env.str("LIANHU_LOG_FORMAT", default="line"),
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LIANHU_LOG_LEVEL", default="WARNING")},
}
