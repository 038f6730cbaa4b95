"""All settings in one file: the environment decides, and production must say what it wants."""

import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from articles.providers import FRAME_HOSTS
from nextfin.storage import storages

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("NEXTFIN_DATA") or BASE_DIR / ".data").resolve()


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def _demanded(name: str, why: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {why}")
    return value


# --- What this process is -------------------------------------------------------------------------

# site: serves readers and holds no key to the desk; desk: serves the admin alone; all: both.
NEXTFIN_FACE = os.environ.get("NEXTFIN_FACE", "all")
if NEXTFIN_FACE not in {"site", "desk", "all"}:
    raise ImproperlyConfigured("NEXTFIN_FACE is site, desk or all.")

DEBUG = _flag("NEXTFIN_DEBUG")
SECRET_KEY = _demanded("NEXTFIN_SECRET_KEY", "a long random text that only the servers know.")
ALLOWED_HOSTS = _list("NEXTFIN_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("NEXTFIN_TRUSTED_ORIGINS")
# A proxy in front tells the scheme and the reader's address; nobody else could set its headers.
NEXTFIN_BEHIND_PROXY = _flag("NEXTFIN_BEHIND_PROXY")
# Readers are told to come back; the desk goes on.
NEXTFIN_MAINTENANCE = _flag("NEXTFIN_MAINTENANCE")
# What a worker may keep of readers' pages; 0 keeps none.
NEXTFIN_PAGE_CACHE_BYTES = int(os.environ.get("NEXTFIN_PAGE_CACHE_MB", "64")) * 1024 * 1024
ROOT_URLCONF = "nextfin.urls"

INSTALLED_APPS = [
    "nextfin",
    "accounts",
    "articles",
    "wire",
    "taggit",
    "django_prose_editor",
    "procrastinate.contrib.django",
    "articles.desk.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "nextfin.wall.FaceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "nextfin.maintenance.MaintenanceMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"environment": "nextfin.jinja2.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- The database: one schema, three roles --------------------------------------------------------


def _database(url: str, **extra: object) -> dict[str, object]:
    return {
        **dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True),
        **extra,
    }


def _site_database(url: str) -> dict[str, object]:
    """What readers ask again and again is planned once for each connection.

    A pooler that gives each transaction another connection must be told of, as PostgreSQL keeps
    the plans by connection.
    """
    database = _database(url, ENGINE="nextfin.postgresql_site")
    threshold = None if _flag("NEXTFIN_POOLED") else 0
    options = {"prepare_threshold": threshold, **database.get("OPTIONS", {})}  # type: ignore[dict-item]
    return database | {"OPTIONS": options}


def owner_database(url: str) -> dict[str, object]:
    """The alias for migrations, which speaks as nf_owner."""
    return _database(url, OPTIONS={"assume_role": "nf_owner"})


DATABASES: dict[str, dict[str, object]] = {"default": {}}
if NEXTFIN_FACE != "site":
    DATABASES["default"] = _database(
        _demanded("DATABASE_URL", "the address of the database for the desk's role."),
        ENGINE="nextfin.postgresql",
    )
if NEXTFIN_FACE != "desk":
    DATABASES["site"] = _site_database(
        _demanded("DATABASE_SITE_URL", "the address of the database for the site's role."),
    )
if owner_url := os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = owner_database(owner_url)

DATABASE_ROUTERS = ["nextfin.wall.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.roles.RoleBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
TAGGIT_CASE_INSENSITIVE = True

# --- Jobs -----------------------------------------------------------------------------------------

# ``manage.py procrastinate worker`` does them, as the desk; a site process knows none of them.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "" if NEXTFIN_FACE == "site" else "tasks"
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 1,  # a picture is developed by as many threads as there are cores
    "delete_jobs": "successful",
    "shutdown_graceful_timeout": 8,  # less than the supervisor's patience
}

# --- Words and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("NEXTFIN_TIME_ZONE", "Asia/Tokyo")  # the newsroom's zone

# --- The newsroom, as its readers know it ---------------------------------------------------------

NEXTFIN_NAME = os.environ.get("NEXTFIN_NAME") or "NextFin"
NEXTFIN_CONTACT = os.environ.get("NEXTFIN_CONTACT", "")  # an e-mail address
# How many days the e-mail address in a reader's report is kept.
NEXTFIN_REPORT_DAYS = int(os.environ.get("NEXTFIN_REPORT_DAYS", "90"))

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("NEXTFIN_STATIC") or DATA_DIR / "static")
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for a file by its plain name
MEDIA_URL = "/media/"
STORAGES = {
    # "default" is the desk's originals, "printed" what readers get: see docs/storage.md.
    **storages(os.environ, DATA_DIR, NEXTFIN_FACE, MEDIA_URL),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "nextfin.static.Manifest"
        ),
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- Security -------------------------------------------------------------------------------------

# The public site answers over https unless it is the demo on this machine.
_HTTPS = not _flag("NEXTFIN_INSECURE_HTTP") and not DEBUG
SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NEXTFIN_BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Readers' forms carry no token: only the desk's can fail for one.
CSRF_FAILURE_VIEW = "articles.desk.signed_out.refused"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}

# The editor on the desk (Tiptap) writes one fixed style element; this is its hash. It changes with
# the editor's version, and a browser test notices.
_EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

# The one script that stands in readers' pages themselves; all others are files.
_DRESS = sha256((BASE_DIR / "templates/public/parts/dress.js").read_bytes()).digest()

# The nonce reaches the header only where a template uses it, so public answers stay the same for
# everybody.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE, f"'sha256-{b64encode(_DRESS).decode()}'"],
    "style-src": [CSP.SELF, CSP.NONCE, _EDITOR_STYLE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    # A frame is made only when a reader asks for the embedded work.
    "frame-src": [f"https://{host}" for host in sorted(FRAME_HOSTS)],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# --- Mail and logs --------------------------------------------------------------------------------

# Nothing is sent yet but what a failing server tells its administrators, to NEXTFIN_MAIL_HOST.
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": os.environ.get("NEXTFIN_MAIL_HOST", "localhost")},
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("NEXTFIN_LOG_LEVEL", "WARNING")},
}
