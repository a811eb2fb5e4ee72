"""All settings, from the environment. `.env.example` lists the names."""

import tomllib
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from roriq_portal.formats.catalogue import compiled_folder
from roriq_portal.logs import console_logging
from roriq_portal.settings.accounts import *  # noqa: F403
from roriq_portal.settings.issuers import read_issuer
from roriq_portal.settings.masking import read_thresholds
from roriq_portal.settings.places import PLANNING, WHOLE_FILES, bucket_storage, replica_database

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
# Every page then says that its figures are invented: some stand beside programmes and regions that exist
DEMO = env.bool("DEMO", False)
TESTING = env.bool("TESTING", False)
SECRET_KEY = env.str("SECRET_KEY", "only-for-tests-and-tooling" if (DEBUG or TESTING) else "")
# Keys of before: what they signed stays good until they leave this list
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
# What encrypts applications and recovery codes in the database (decision 24)
SECOND_STEP_KEY = env.str("SECOND_STEP_KEY", "") or SECRET_KEY
SECOND_STEP_KEY_FALLBACKS = env.list("SECOND_STEP_KEY_FALLBACKS", []) or SECRET_KEY_FALLBACKS
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if DEBUG or TESTING else [])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / ".var")))
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "csp",
    "organisms",
    "agreements",
    "services",
    # Before reporting: its command that loads the demonstration goes on where that of reporting ends
    "network",
    "reporting",
    "hosting",
    "privacy",
]
if TESTING:
    # A tool of ./bin/check: the portal runs without it
    INSTALLED_APPS.append("django_migration_linter")
MIDDLEWARE = [
    # First: all that answers a request is called below it (decision 35)
    "roriq_portal.middleware.in_one_piece",
    "hosting.monitoring.health.answer_probes",
    "roriq_portal.logs.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "roriq_portal.middleware.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "roriq_portal.middleware.security_headers",
    "roriq_portal.serving.full_queue.answer_when_full",
    "roriq_portal.database.outage.answer_without_database",
    "roriq_portal.files.full_disk.answer_without_room",
    "roriq_portal.middleware.readable_session",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "roriq_portal.middleware.readable_input",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "roriq_portal.middleware.worded_refusals",
    "roriq_portal.middleware.keep_what_was_typed",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "organisms.accounts.second_step.second_factor.SecondStepMiddleware",
    "roriq_portal.middleware.GiveBackWhatWasTyped",
    "organisms.seats.journal_middleware.JournalMiddleware",
    "roriq_portal.middleware.no_store_for_people",
    "roriq_portal.edits.list_places.come_back_to_lists",
    "organisms.typed_drafts.middleware.forget_sent_drafts",
    "organisms.sent_forms.middleware.SentOnceMiddleware",
    # Last: what stands above reads and writes the database itself
    "roriq_portal.database.replica.ReadFromReplica",
]
ROOT_URLCONF = "roriq_portal.urls"
CSRF_FAILURE_VIEW = "roriq_portal.views.stale_form"
WSGI_APPLICATION = "roriq_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "roriq_portal.navigation.context.navigation",
                "reporting.deadlines.todo.yours_count",
            ],
            "builtins": [
                "django.templatetags.i18n",
                *(f"roriq_portal.formats.{name}" for name in ("days", "devices", "language", "money", "numbers")),
                *(f"roriq_portal.formats.{name}" for name in ("phrases", "rates")),
                *(f"roriq_portal.edits.{name}" for name in ("effects", "list_places", "undo")),
                *("roriq_portal.rendering", "roriq_portal.typed_forms.page_opener"),
                *("organisms.typed_drafts.tags", "search.guidance.panel", "services.counting.masking"),
            ],
        },
    }
]
FORM_RENDERER = "roriq_portal.rendering.PortalFormRenderer"

# The application works as one role, the tables belong to another, by whom `migrate` works (decision 27)
DATABASES = {"default": env.dj_db_url("DATABASE_URL", "postgresql:///roriq")}
APPLICATION_DATABASE = {name: DATABASES["default"].get(name, "") for name in ("USER", "PASSWORD")}
OWNER_DATABASE = env.dj_db_url("OWNER_DATABASE_URL") if env.str("OWNER_DATABASE_URL", "") else {}
DATABASES["default"].update(
    CONN_HEALTH_CHECKS=True,
    OPTIONS={
        # A request that asks twice for a connection still answers within two seconds that there is none
        "pool": False if TESTING else {"min_size": 1, "max_size": 10, "timeout": 0.8, "reconnect_timeout": 2},
        "connect_timeout": 2,
        "options": PLANNING,
    },
)
# A copy of the database that is only read, for exports and results (decision 58). Unset: none
if env.str("REPLICA_DATABASE_URL", ""):
    DATABASES["replica"] = replica_database(env.dj_db_url("REPLICA_DATABASE_URL"), is_pooled=not TESTING)
    DATABASE_ROUTERS = ["roriq_portal.database.replica.ReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# It holds limits and codes that were used: a cache that strangers could fill would let them guess on
CACHES = {
    "default": {
        "BACKEND": "roriq_portal.database.lasting_cache.LastingCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
    if not TESTING
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
# In tests from memory: the statements that budgets count are then those of the page
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db" if TESTING else "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
# htmx reads the token from the page (`hx-headers` of base.html), nothing reads it from the cookie
CSRF_COOKIE_HTTPONLY = True

LANGUAGE_CODE = "fr-ca"
LANGUAGES = [("fr-ca", "Français (Canada)"), ("en", "English")]
LOCALE_PATHS = [compiled_folder(VAR_DIR)]
TIME_ZONE = "America/Toronto"
USE_I18N = USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["roriq_portal.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
# A bucket that speaks S3, for several hosts; blank: the folder above. Its keys open it alone, and nobody else
MEDIA_BUCKET = env.str("MEDIA_BUCKET", "")
STORAGES = {
    "default": bucket_storage(MEDIA_BUCKET, env) if MEDIA_BUCKET else {"BACKEND": WHOLE_FILES},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_PERMISSIONS = 0o600
# Bytes that the files of one organism may take: registers and letters of funders too, and those that were removed
ORGANISM_FILES_MOST = env.int("ORGANISM_FILES_MB", 2000) * 1024 * 1024
# Where clamd examines what people send: « host:port » or the path of its socket. Blank: nothing is examined
CLAMD = env.str("CLAMD", "")
if CLAMD and not (CLAMD.startswith("/") or CLAMD.rpartition(":")[2].isdigit()):
    raise ImproperlyConfigured("CLAMD is neither the path of a socket nor an address and its port.")

# A letter is written down in the caller's transaction, and leaves by a job: an absence of the post loses none
EMAIL_BACKEND = "organisms.outbox.backend.OutboxBackend"
LETTER_BACKEND = env.str(
    "EMAIL_BACKEND",
    "django.core.mail.backends.filebased.EmailBackend" if DEBUG else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 15
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Portail RORIQ <portail@example.org>")

PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{'MD5' if TESTING else 'Argon2'}PasswordHasher"]
# Behind a proxy every address would be the proxy's: one person's wrong passwords would lock everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
# Off until a server names one
ISSUER = read_issuer(env)
MFA_REQUIRED = env.bool("MFA_REQUIRED", not (DEBUG or TESTING))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{key: [NONE] for key in ("default-src", "base-uri", "frame-ancestors")},
        **{f"{kind}-src": [SELF] for kind in ("script", "style", "img", "font", "connect", "manifest")},
        # The button of an issuer is a form: what it leads to counts as where the form goes
        "form-action": [SELF, *(ISSUER.places if ISSUER else [])],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
HTTPS = SITE_URL.startswith("https://")
if not (HTTPS or DEBUG or TESTING or env.bool("ALLOW_PLAIN_HTTP", False)):
    raise ImproperlyConfigured("SITE_URL does not begin with https://. Set ALLOW_PLAIN_HTTP=1 to serve without it.")
if HTTPS:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

# Where backups come, one a day: the doctor reads the day of the newest. Blank: nobody makes any
BACKUP_DIR = env.str("BACKUP_DIR", "")
# Who alone opens them: an age key, or the file of an OpenPGP one. What carries one elsewhere: « rclone copy {} loin: »
BACKUP_RECIPIENT, BACKUP_SEND = env.str("BACKUP_RECIPIENT", ""), env.str("BACKUP_SEND", "")
# The newest of so many days, weeks and months stay
BACKUP_KEEP: list[int] = env.list("BACKUP_KEEP", [7, 5, 12], subcast=int)
# Who receives the digest of each day, apart from the server (decision 53)
DIGESTS_MAILED_TO: list[str] = env.list("DIGESTS_MAILED_TO", [])
# What a monitor shows to read /mesures/, and to whom a fault of security is written. Blank: neither is answered
METRICS_TOKEN, SECURITY_CONTACT = env.str("METRICS_TOKEN", ""), env.str("SECURITY_CONTACT", "")

# What seals papers (decision 57): the file of the key, or a device that holds it; its certificate where it is apart;
# what opens either; who gives the hour. Without a key, papers are not sealed
SEAL_KEY, SEAL_CERTIFICATE = env.str("SEAL_KEY", ""), env.str("SEAL_CERTIFICATE", "")
SEAL_PASSPHRASE, SEAL_TIMESTAMP_URL = env.str("SEAL_PASSPHRASE", ""), env.str("SEAL_TIMESTAMP_URL", "")
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", "")
SEAL_PKCS11_TOKEN, SEAL_PKCS11_LABEL = env.str("SEAL_PKCS11_TOKEN", ""), env.str("SEAL_PKCS11_LABEL", "")
if SEAL_TIMESTAMP_URL and not SEAL_TIMESTAMP_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("SEAL_TIMESTAMP_URL is no address.")

# Under which number a count is hidden, for each kind of reader (decision 64)
MASKING_THRESHOLDS = read_thresholds(env)
# Months a household is kept after its last follow-up falls due (decision 17)
HOUSEHOLD_KEEP_MONTHS = env.int("HOUSEHOLD_KEEP_MONTHS", 12)
# Months after the end of their last seat, until the name and address of a person go (decision 56)
LEAVER_KEEP_MONTHS = env.int("LEAVER_KEEP_MONTHS", 24)
# Who answers for personal information at the network, on the page that anybody reads. Blank: « Écrire au réseau »
PRIVACY_OFFICER, PRIVACY_EMAIL = env.str("PRIVACY_OFFICER", ""), env.str("PRIVACY_EMAIL", "")

# A worker that gave no sign of life for three of these is gone: what it ran is taken again
WORKER_HEARTBEAT_SECONDS = env.float("WORKER_HEARTBEAT_SECONDS", 10)
# How far the worker gives way to pages on a machine that serves both (0 to 19)
WORKER_NICE = env.int("WORKER_NICE", 5)
PROCRASTINATE_ON_APP_READY = "roriq_portal.jobs.on_app_ready"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
LOG_LEVELS = env.str("LOG_LEVEL", "WARNING"), env.str("ACTIONS_LOG_LEVEL", "INFO")
LOGGING = console_logging("readable" if DEBUG else "json", *LOG_LEVELS)
