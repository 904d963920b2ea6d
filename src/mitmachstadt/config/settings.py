"""Django's settings, made from the environment (env.py) and the town folder; nothing here is a secret."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, cast

from mitmachstadt.config import (
    env,
    given,
    identity,
    object_storage,
    push_keys,
    shared_cache,
    sign_on_keys,
    town_file,
)
from mitmachstadt.config.operation import logs

values = env.read(given.gather(os.environ, Path(".env")))
MODE = str(values["MITMACHSTADT_MODE"])
MITMACHSTADT_DEMO = MODE == "demo"
DEBUG = False

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(str(values["DATA_DIR"])).resolve()
TOWN_DIR = (Path(str(values["TOWNS_DIR"])) / str(values["TOWN"])).resolve()
TOWN: dict[str, Any] = town_file.read(TOWN_DIR)


def demo_secret() -> str:
    """A secret of this installation alone, made at the first start of a demo; production refuses it."""
    path = DATA_DIR / "demo-secret"
    if not path.is_file():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text("demo-" + secrets.token_urlsafe(50), "utf-8")
        path.chmod(0o600)
    return path.read_text("utf-8").strip()


def demo_port() -> str:
    """Where the demo of this folder was started last, so that links of commands beside it lead there."""
    path = DATA_DIR / "demo-port"
    return path.read_text("utf-8").strip() if MITMACHSTADT_DEMO and path.is_file() else "8000"


SECRET_KEY = str(values["SECRET_KEY"]) or (demo_secret() if MITMACHSTADT_DEMO else "test-" + "x" * 60)
# The first one seals; the secret of the installation opens what was sealed before it had keys of its own.
SEALING_KEYS: list[str] = [*cast("list[str]", values["SEALING_KEYS"]), SECRET_KEY]
BASE_URL = str(values["BASE_URL"]) or f"http://localhost:{os.environ.get('PORT') or demo_port()}"
ALLOWED_HOSTS = values["HOSTS"] or ["*"]

SPINE = (
    "city",
    "accounts",
    "places",
    "files",
    "cases",
    "moderation",
    "notify",
    "audit",
    "privacy",
    "search",
    "opendata",
    "ui",
    "work",
    "plain",
    "talk",
    "signon",
)
MODULES = (
    "projects",
    "council",
    "assemblies",
    "drafts",
    "petitions",
    "climate",
    "agreement",
    "reports",
    "venues",
    "proposals",
    "budgets",
    "consul",
    "content",
)

INSTALLED_APPS = [
    "mitmachstadt.config",
    *(f"mitmachstadt.spine.{name}" for name in SPINE),
    *(f"mitmachstadt.modules.{name}" for name in MODULES),
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.idp.oidc",
    "rules.apps.RulesConfig",
    "django_tasks",
    "django_tasks_db",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "mitmachstadt.config.operation.observing.observing",
    "mitmachstadt.config.middleware.security_headers",
    "mitmachstadt.config.middleware.plain_answers",
    "mitmachstadt.spine.ui.offline.keeping",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mitmachstadt.config.middleware.Refusals",
    "mitmachstadt.config.middleware.without_nul",
    "mitmachstadt.spine.moderation.bursts.counting.counting",
    "mitmachstadt.spine.accounts.middleware.devices",
    "mitmachstadt.spine.accounts.middleware.second_factor",
    "mitmachstadt.config.middleware.back_office",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "mitmachstadt.config.urls"
WSGI_APPLICATION = "mitmachstadt.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [TOWN_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mitmachstadt.spine.ui.context.ui",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "mitmachstadt.spine.ui.templatetags.ui",
            ],
        },
    }
]
COTTON_DIR = "cotton"

DATABASES: dict[str, Any] = {
    "default": env.database(str(values["DATABASE_URL"]), str(DATA_DIR / "mitmachstadt.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
REDIS_URL = str(values["REDIS_URL"])
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "mitmachstadt.config.forgiving_cache.SharedCache",
        "LOCATION": shared_cache.location(REDIS_URL),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
TASKS = {"default": {"BACKEND": "mitmachstadt.spine.work.backend.TracedBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "mitmachstadt.spine.accounts.passwords.KnownPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "mitmachstadt.spine.accounts.adapter.AccountAdapter"
# The key of a failed sign-in is the account at one address; accounts/brakes.py says what counts besides.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/5m/key,300/5m/ip",
    "login": "300/5m/ip",
    "signup": "60/h/ip",
    "request_login_code": "60/5m/ip,5/15m/key",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
MFA_ADAPTER = "mitmachstadt.spine.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = f"{TOWN['platform']} {TOWN['name']}"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
STAFF_SECOND_FACTOR = str(values["SECOND_FACTOR"]) == "ja" or (
    not values["SECOND_FACTOR"] and MODE == "production"
)
REGISTER_KEY = str(values["REGISTER_KEY"])
SOCIALACCOUNT_ADAPTER = "mitmachstadt.spine.accounts.adapter.CitizenAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
globals().update(identity.settings(values))
globals().update(push_keys.settings(values, DATA_DIR, demo=MITMACHSTADT_DEMO))
globals().update(sign_on_keys.settings(values, DATA_DIR, demo=MITMACHSTADT_DEMO))
LOGIN_URL = "/konto/anmelden/"
LOGIN_REDIRECT_URL = "/meins/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "mitmachstadt.config.formats"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_MAX_AGE = 31536000
S3_URL = str(values["S3_URL"])
STORAGES = {
    "default": object_storage.backend(S3_URL),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "uploads"
VIRUS_SCANNER = str(values["VIRUS_SCANNER"])
# Only the back office asks a file for its address; uploads of people have one of their own with rights (spine/files).
MEDIA_URL = "/redaktion/bilder/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

globals().update(env.mail(str(values["MAIL_URL"]), str(DATA_DIR)))
DEFAULT_FROM_EMAIL = str(values["MAIL_FROM"]) or f"{TOWN['platform']} <{TOWN['contact']['email']}>"
EMAIL_TIMEOUT = 10

SECURE = MODE == "production"
# Browsers take a name with this beginning from this very host over https alone, never from a neighbour.
SESSION_ENGINE = "mitmachstadt.spine.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-sitzung" if SECURE else "sitzung"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
PROXY_HOPS = int(str(values["PROXY_HOPS"]))
if PROXY_HOPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_HOPS
MAP_TILES = str(values["MAP_TILES"])
COUNCIL_ALLOW: list[str] = cast("list[str]", values["COUNCIL_ALLOW"])
REPORTS_ALLOW: list[str] = cast("list[str]", values["REPORTS_ALLOW"])

# Documents go through the platform, which knows who may see them, also when they lie in a bucket.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# The one kind that can be examined to the bottom.
WAGTAILDOCS_EXTENSIONS = ["pdf"]
# To be saved, never shown in a frame of the browser: the same as with files of residents.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_DOCUMENT_FORM_BASE = "mitmachstadt.modules.content.office_files.CheckedDocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "mitmachstadt.modules.content.office_files.CheckedImageForm"
WAGTAIL_SITE_NAME = f"{TOWN['platform']} {TOWN['name']}"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "account.W001"]

BACKUP_PASSPHRASE = str(values["BACKUP_PASSPHRASE"])
METRICS_TOKEN = str(values["METRICS_TOKEN"])
LOGGING = logs.settings(str(values["LOG_LEVEL"]), str(values["LOG_FORMAT"]))
