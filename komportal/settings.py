"""What the portal runs with; the only room that reads the environment, and nothing of ours is imported.

Order: environment · refusals · apps · middleware · urls and templates · database and cache · people ·
language · files · mail · security · logging.
"""

import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

# --- environment ----------------------------------------------------------------------------------


def truth(word: str) -> bool:
    """Read yes or no; refuse anything else, because a mistyped `STAFF_2FA_REQUIRED=treu` must not mean no."""
    known = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    if word.strip().lower() not in known:
        raise ValueError("say true or false")
    return known[word.strip().lower()]


env = environ.Env(
    SECRET_KEY=(str, ""),
    DEBUG=(truth, False),
    BASE_URL=(str, ""),
    ALLOWED_HOSTS=(list, []),
    DATABASE_URL=(str, ""),
    DATA_DIR=(str, "data"),
    EMAIL_URL=(str, ""),
    MAIL_FROM=(str, ""),
    TRUSTED_PROXIES=(int, 0),
    STAFF_2FA_REQUIRED=(truth, True),
    UPLOAD_MAX_MB=(int, 20),
    INSPECTION_SECONDS=(int, 20),
    INSPECTION_MEMORY_MB=(int, 512),
    IMAGE_MAX_MEGAPIXELS=(int, 100),
    CLAMAV_SOCKET=(str, ""),
    TRUST_ROOTS=(str, ""),
    ACCEL_REDIRECT_PREFIX=(str, ""),
    RETENTION_INVITATION_DAYS=(int, 180),
    RETENTION_APPLICATION_DAYS=(int, 730),
    RETENTION_MAIL_DAYS=(int, 365),
    DATA_LICENCE=(str, "https://creativecommons.org/licenses/by/4.0/"),
    IDENTITY_MARK=(str, ""),
    IDENTITY_COLOUR=(str, ""),
    IDENTITY_ACCENT=(str, ""),
)
if (BASE_DIR / ".env").is_file():
    environ.Env.read_env(BASE_DIR / ".env")

_refusals: list[str] = []


def _read(name: str):
    """Return the variable; where it cannot be read, note the refusal and go on: all are told at once."""
    try:
        return env(name)
    except (ValueError, ImproperlyConfigured) as error:
        _refusals.append(f"{name} cannot be read: {error}")
        return env.scheme[name][1]


def _parse(name: str, parser, default: dict) -> dict:
    try:
        return parser(_read(name)) if _read(name) else default
    except (ValueError, ImproperlyConfigured):
        # The value is not repeated: these addresses hold passwords, and refusals end in logs.
        _refusals.append(f"{name} is not an address this portal understands")
        return default


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - a property that raises on a port that is no number
    except ValueError:
        return urlsplit("")
    return parts


SECRET_KEY = _read("SECRET_KEY")
DEBUG = _read("DEBUG")
BASE_URL = _read("BASE_URL").rstrip("/")
DATA_DIR = (BASE_DIR / Path(_read("DATA_DIR") or "data").expanduser()).resolve()
DOCUMENTS_DIR = DATA_DIR / "documents"
LOGOS_DIR = DATA_DIR / "logos"
PICTURES_DIR = DATA_DIR / "pictures"
STAFF_2FA_REQUIRED = _read("STAFF_2FA_REQUIRED")
UPLOAD_MAX_MB = _read("UPLOAD_MAX_MB")
UPLOAD_MAX_BYTES = UPLOAD_MAX_MB * 1024 * 1024
INSPECTION_SECONDS = _read("INSPECTION_SECONDS")
INSPECTION_MEMORY_MB = _read("INSPECTION_MEMORY_MB")
IMAGE_MAX_MEGAPIXELS = _read("IMAGE_MAX_MEGAPIXELS")
CLAMAV_SOCKET = _read("CLAMAV_SOCKET")
TRUST_ROOTS = (BASE_DIR / Path(_read("TRUST_ROOTS")).expanduser()).resolve() if _read("TRUST_ROOTS") else None
ACCEL_REDIRECT_PREFIX = _read("ACCEL_REDIRECT_PREFIX")
RETENTION_INVITATION_DAYS = _read("RETENTION_INVITATION_DAYS")
RETENTION_APPLICATION_DAYS = _read("RETENTION_APPLICATION_DAYS")
RETENTION_MAIL_DAYS = _read("RETENTION_MAIL_DAYS")
DATA_LICENCE = _read("DATA_LICENCE")
IDENTITY_MARK = (BASE_DIR / Path(_read("IDENTITY_MARK")).expanduser()).resolve() if _read("IDENTITY_MARK") else None
# The main colour and the accent; none where ours stay.
IDENTITY_COLOURS = [colour for colour in (_read("IDENTITY_COLOUR"), _read("IDENTITY_ACCENT")) if colour]
TRUSTED_PROXIES = _read("TRUSTED_PROXIES")

_base = _split(BASE_URL)
_base_host = _base.hostname or ""
IS_LOCAL = _base_host in ("localhost", "127.0.0.1")
HTTPS = _base.scheme == "https"
ALLOWED_HOSTS = _read("ALLOWED_HOSTS") or (["localhost", "127.0.0.1"] if IS_LOCAL else [_base_host])

_database = _parse(
    "DATABASE_URL",
    env.db_url_config,
    {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "register.sqlite3"},
)
_mail = _parse(
    "EMAIL_URL",
    env.email_url_config,
    {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": DATA_DIR / "mail",
    },
)

# --- refusals -------------------------------------------------------------------------------------

if not SECRET_KEY:
    _refusals.append("SECRET_KEY is missing")
elif len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith(("django-insecure", "change-me")):
    _refusals.append("SECRET_KEY is weak: use at least 50 random characters")
if not BASE_URL:
    _refusals.append("BASE_URL is missing: say the address people type, e.g. https://register.example.org")
elif _base.scheme not in ("http", "https") or not _base_host or _base.path or _base.query or "@" in _base.netloc:
    _refusals.append("BASE_URL must be scheme and host only, e.g. https://register.example.org")
elif not HTTPS and not IS_LOCAL:
    _refusals.append("BASE_URL must be https: plain http is for localhost and 127.0.0.1 only")
if DEBUG and not IS_LOCAL:
    _refusals.append("DEBUG must be off unless BASE_URL is localhost or 127.0.0.1")
if "*" in ALLOWED_HOSTS:
    _refusals.append("ALLOWED_HOSTS must name the hosts: * lets anyone forge the links in mails")
if TRUSTED_PROXIES < 0:
    _refusals.append("TRUSTED_PROXIES must be 0 or the number of proxies in front")
_LEAST = {
    **{"UPLOAD_MAX_MB": 1, "INSPECTION_SECONDS": 1, "INSPECTION_MEMORY_MB": 256, "IMAGE_MAX_MEGAPIXELS": 1},
    # A mail that is forgotten too soon could be written once more by the reminder that it was.
    **{"RETENTION_INVITATION_DAYS": 30, "RETENTION_APPLICATION_DAYS": 30, "RETENTION_MAIL_DAYS": 90},
}
_refusals += [f"{name} must be at least {least}" for name, least in _LEAST.items() if _read(name) < least]
if CLAMAV_SOCKET and not (CLAMAV_SOCKET.startswith("/") or CLAMAV_SOCKET.rpartition(":")[2].isdecimal()):
    _refusals.append("CLAMAV_SOCKET must be the path of a socket or host:port")
if TRUST_ROOTS and not TRUST_ROOTS.exists():
    _refusals.append("TRUST_ROOTS must name a file or folder of certificates that is there")
if ACCEL_REDIRECT_PREFIX and not (ACCEL_REDIRECT_PREFIX.startswith("/") and ACCEL_REDIRECT_PREFIX.endswith("/")):
    _refusals.append("ACCEL_REDIRECT_PREFIX must begin and end with /")
if not DATA_LICENCE.startswith("https://"):
    _refusals.append("DATA_LICENCE must be the https address of a licence")
if IDENTITY_MARK and not (IDENTITY_MARK.suffix == ".svg" and IDENTITY_MARK.is_file()):
    _refusals.append("IDENTITY_MARK must name an SVG file that is there")
if len(IDENTITY_COLOURS) == 1 or not all(re.fullmatch("#[0-9A-Fa-f]{6}", colour) for colour in IDENTITY_COLOURS):
    _refusals.append("IDENTITY_COLOUR and IDENTITY_ACCENT come together, each as #rrggbb")
if _database["ENGINE"] not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
    _refusals.append("DATABASE_URL must be a PostgreSQL or SQLite address")
if _refusals:
    raise ImproperlyConfigured("KOM Portal does not start: " + "; ".join(_refusals) + ".")

# --- apps -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "komportal.apps.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",
    "csp",
    "import_export",
    # Ours last: our admin replaces what theirs has registered. Templates of ours win by DIRS anyway.
    "journal",
    "members",
    "declarations",
    "komportal.apps.KomportalConfig",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- middleware -----------------------------------------------------------------------------------

MIDDLEWARE = [
    # Headers come first: an answer to a forged Host is made by the layers below and must carry them too.
    "komportal.middleware.SafeHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Outside sessions, to see whether this answer hands out a session.
    "komportal.middleware.CachePrivacy",
    "komportal.middleware.CompressPages",
    # Inside it, so that a page has one tag however it is sent; behind every view that asks who may read.
    "django.middleware.http.ConditionalGetMiddleware",
    "komportal.middleware.Utf8Only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "komportal.middleware.BrowserLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "komportal.middleware.StaffSecondFactor",
]

# --- urls and templates ---------------------------------------------------------------------------

ROOT_URLCONF = "komportal.urls"
WSGI_APPLICATION = "komportal.wsgi.application"
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
                "komportal.context_processors.hall",
            ],
        },
    },
]

# --- database and cache ---------------------------------------------------------------------------

_IS_SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
DATABASES = {
    "default": {
        **_database,
        # SQLite: without IMMEDIATE two writers lose to "database is locked"; without FULL a power cut may
        # take acts that were already answered. PostgreSQL: without a short connect timeout a dead server
        # hangs every page.
        "OPTIONS": {
            **(
                {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
                }
                if _IS_SQLITE
                else {"connect_timeout": 2}
            ),
            **_database.get("OPTIONS", {}),
        },
        "CONN_MAX_AGE": 0 if _IS_SQLITE else 60,
        "CONN_HEALTH_CHECKS": not _IS_SQLITE,
    }
}
CACHES = {
    "default": {
        # Rate limits live here: memory of one process would forget them at a restart and not share them.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # The stock 300 entries would let an attacker push the limits out with fresh keys.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- people ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
# allauth's backend alone: with ModelBackend beside it, a bare password would pass where limits and codes do
# not look.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "own"
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "members.adapters.AnyAddressForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base.scheme
# Counted before the password is hashed; the adapter's key for "key" is account and network together, so
# nobody can lock the coordinator out from elsewhere.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/10m/key",
    "document_check": "60/m/ip",
    "contact_message": "10/h/user",
    "invitation": "30/h/user",
    "join_ask": "20/m/ip,3/10m/key",
    "private_link": "20/m/ip",
    "application": "5/h/ip,5/h/key",
    "application_link": "5/h/ip,3/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "members.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "members.adapters.AddKeyForm",
    "edit_webauthn": "members.adapters.RenameKeyForm",
    "login_webauthn": "members.adapters.KeyLoginForm",
    "authenticate_webauthn": "members.adapters.KeyStepForm",
    "reauthenticate_webauthn": "members.adapters.KeyConfirmForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1

# --- language -------------------------------------------------------------------------------------

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "Polski"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Warsaw"
USE_TZ = True

# --- files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENTS_DIR},
    },
    "staticfiles": {
        # Plain while developing: the manifest would demand `collectstatic` after every change.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "declarations.intake.uploads.UnnamedFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A declaration of two hundred parties is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- mail -----------------------------------------------------------------------------------------

EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _mail["EMAIL_FILE_PATH"]
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _read("MAIL_FROM") or f"no-reply@{_base_host}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- security -------------------------------------------------------------------------------------

SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "komportal.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = HTTPS
# The machine asks about health without TLS; a redirect would read as "not ready".
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Believed only where the operator says a proxy stands in front; else any visitor could claim to be on https.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # data: for the QR code of the second factor and the icons of the admin.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- logging --------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Replaces Django's own handlers, which would mail reports with the visitor's data to administrators.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Both tell of every step of every page that is printed.
        "weasyprint": {"level": "WARNING"},
        "weasyprint.progress": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
