"""Every setting of the project. What differs between machines comes from the environment (see .env.example)."""

from pathlib import Path
from typing import Any

import csp.constants as csp_source
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from rada.lib import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("RADA_VAR") or BASE_DIR / "var")

# Where it runs: `local` is a trial or a test on one machine, `production` is everything a stranger can reach.
RADA_ENV = env.text("RADA_ENV", "local")
if RADA_ENV not in {"local", "production"}:
    raise ImproperlyConfigured(f"RADA_ENV must be local or production, not {RADA_ENV!r}.")
LOCAL = RADA_ENV == "local"
DEBUG = LOCAL and env.flag("DEBUG")
if LOCAL:
    env.servers_noted_in(VAR_DIR / "servers.env")

SECRET_KEY = env.secret("SECRET_KEY") or ("local-only-" + "x" * 50 if LOCAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY (or SECRET_KEY_FILE) must be given in production.")
# Secrets it had before: what they signed (evidence sheets, sessions, links) is still accepted, nothing new is signed.
SECRET_KEY_FALLBACKS = env.secret("SECRET_KEYS_BEFORE").replace(",", " ").split()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"] if LOCAL else [])
BEHIND_PROXY = not LOCAL and env.flag("BEHIND_PROXY")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.text("SITE_URL", "http://localhost:8000")
HOTLINE = env.text("HOTLINE")  # shown to customers; nothing is said where there is none

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "rada.desk.apps.OperationsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rada.web",
    "rada.platform",
    "partners",
    "orders",
    "complaints",
    "rada.desk.apps.DeskConfig",  # the last: it gives out the permissions of all the others
]

MIDDLEWARE = [
    "rada.web.request_log.RequestLog",
    "rada.web.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rada.web.middleware.KnownMethods",
    "rada.web.api.encrypted.EncryptedAlone",
    "rada.web.api.origins.AllowedOrigins",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "rada.web.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rada.web.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "partners.middleware.ActorMiddleware",
    "partners.middleware.SecondStepRequired",
    "partners.middleware.SeenDevices",
    "rada.platform.middleware.IdempotencyKeyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "rada.urls"
WSGI_APPLICATION = "rada.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rada.web.navigation.navigation",
            ],
            "builtins": ["rada.web.templatetags.panels"],
        },
    },
]

# The one database. Time-outs keep a stuck query from holding a worker; a longer one is set per task. Its disks read any
# page about as fast as the next one (SSD): reading by an index is planned as what it costs there.
DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL", "postgres://rada@127.0.0.1:5432/rada")}
DATABASES["default"]["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    "-c lock_timeout=3s -c statement_timeout=60s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
    " -c random_page_cost=1.1"
)
DATABASES["default"]["OPTIONS"]["connect_timeout"] = 5
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis only accelerates: its time-outs are short, so that a frozen one slows nobody.
REDIS_URL = env.redis("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
        "KEY_PREFIX": "rada",
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "partners.sign_in.PhoneOrUsernameBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "phone", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "partners.house_words.BesideHouseWords"},
]
LOGIN_URL = reverse_lazy("partners:sign_in")
LOGIN_REDIRECT_URL = reverse_lazy("home")
LOGOUT_REDIRECT_URL = reverse_lazy("partners:sign_in")

# Lock-out counts live in the database: with Redis gone, sign-in stays guarded.
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "partners.sign_in.counted_name"
AXES_CLIENT_IP_CALLABLE = "rada.web.client_address.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "partners.sign_in.locked_out"
AXES_VERBOSE = False

# The second step of signing in. A session begins only after it, so nothing has to ask for it again on every request.
OTP_TOTP_ISSUER = "Rada"
TOTP_REQUIRED_FOR = frozenset(env.words("TOTP_REQUIRED_FOR", [] if LOCAL else ["staff"])) - {"nobody"}
if TOTP_REQUIRED_FOR - {"owners", "staff"}:
    raise ImproperlyConfigured("TOTP_REQUIRED_FOR may name owners and staff, or nobody.")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "rada" / "locale"]
FORMAT_MODULE_PATH = ["rada.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "files"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Photos lie on this machine's disk, or where a bucket is named on storage that speaks S3, whichever machine asks.
S3_BUCKET = env.text("S3_BUCKET")
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "rada.platform.storage.PrivateS3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT") or None,
            "region_name": env.text("S3_REGION") or None,
            "access_key": env.text("S3_ACCESS_KEY") or None,
            "secret_key": env.secret("S3_SECRET_KEY") or None,
        },
    }
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Rada <khong-tra-loi@rada.example>")

# Messages by phone. SMS_BACKEND and ZALO_BACKEND name the function that carries one; `…log` carries nothing.
SMS_BACKEND = env.text("SMS_BACKEND", "rada.platform.channels.sms.log")
SMS_URL = env.text("SMS_URL")
SMS_TOKEN = env.secret("SMS_TOKEN")
ZALO_BACKEND = env.text("ZALO_BACKEND", "rada.platform.channels.zalo.log")
ZALO_URL = env.text("ZALO_URL")
ZALO_TOKEN = env.secret("ZALO_TOKEN")
ZALO_TEMPLATES = env.words("ZALO_TEMPLATES", [])
for _name, _url in (("SMS_URL", SMS_URL), ("ZALO_URL", ZALO_URL)):
    if _url and not _url.startswith("https://"):
        raise ImproperlyConfigured(f"{_name} must start with https://.")

# Web push rings for new offers. Without a key it is off; messages go to these push services and to no other address.
VAPID_PRIVATE_KEY = env.secret("VAPID_PRIVATE_KEY").rstrip("=")
if VAPID_PRIVATE_KEY and len(VAPID_PRIVATE_KEY) != 43:
    raise ImproperlyConfigured("VAPID_PRIVATE_KEY must be 32 bytes in base64url, which are 43 letters.")
PUSH_CONTACT = env.text("PUSH_CONTACT", "khong-tra-loi@rada.example")
PUSH_ALLOWED_HOSTS = env.words(
    "PUSH_ALLOWED_HOSTS",
    ["fcm.googleapis.com", "*.push.services.mozilla.com", "*.notify.windows.com", "web.push.apple.com"],
)

# Webhooks go to the public internet alone, and to networks of one's own that are named here (`127.0.0.0/8` in a trial).
WEBHOOK_ALLOWED_NETWORKS = env.networks("WEBHOOK_ALLOWED_NETWORKS")

# Celery carries the work, the database carries the promise: any task may run twice, late or never.
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
    "health_check_interval": 10,
}

# Who may read /metrics: whoever shows the token, and machines of these networks. Where neither is set, nobody.
METRICS_TOKEN = env.secret("METRICS_TOKEN")
METRICS_ALLOWED_NETWORKS = env.networks("METRICS_ALLOWED_NETWORKS")

# Failures are reported to Sentry where this is set, without personal data (`rada.web.sentry`).
SENTRY_DSN = env.secret("SENTRY_DSN")

# The API: nothing is open that does not say so, no session of a browser counts, only JSON is spoken.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "partners.api.authentication.Bearer",
        "orders.api.authentication.PrivateLink",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rada.web.access.DenyByDefault"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rada.web.api.bodies.StrictJson"],
    "DEFAULT_SCHEMA_CLASS": "rada.platform.api.schema.DescribedOperation",
    "EXCEPTION_HANDLER": "rada.web.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
}
API_REQUESTS = env.number("API_REQUESTS", 600)  # a minute, of each caller
API_STRANGER_REQUESTS = env.number("API_STRANGER_REQUESTS", 120)  # a minute, from each address
API_ALLOWED_ORIGINS = env.words("API_ALLOWED_ORIGINS", [])  # whose pages may call it from a browser
SPECTACULAR_SETTINGS = {
    "TITLE": "Rada",
    "DESCRIPTION": "Orders, their timelines and the commitments they are judged by. See docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "PATH_CONVERTER_OVERRIDES": {
        "row": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
        "code": {"type": "string", "pattern": "^[A-Z0-9-]{1,16}$"},
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "rada.platform.api.links.linked",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "OrderStateEnum": "orders.models.Order.State",
        "AssignmentStatusEnum": "orders.models.Status",
        "EventKindEnum": "orders.models.EventKind",
        "EventActorEnum": "orders.models.ActorKind",
        "BreachDecisionEnum": "orders.models.BreachDecision.Kind",
        "LineKindEnum": "orders.commitments.kinds.LINE_KINDS",
        "BreachStateEnum": "orders.models.Breach.State",
        "AppealOutcomeEnum": "complaints.models.Appeal.Outcome",
        "ComplaintOutcomeEnum": "orders.commitments.kinds.OUTCOMES",
        "EventStateEnum": "orders.api.batches.STATES",
    },
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "integration": {"type": "http", "scheme": "bearer", "description": "A token of an integration."},
            "member": {"type": "http", "scheme": "bearer", "description": "The access_token of POST /sessions."},
            "link": {
                "type": "apiKey", "in": "header", "name": "Authorization",
                "description": "`Link` and the secret of the customer's private link. `Rada-Device`, 22 to 64 random "
                "letters, names the device on which the phone is confirmed.",
            },
        }
    },
}  # fmt: skip

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "rada.web.said_once.SaidOnce"
MESSAGES_COOKIE_NAME = "messages"
ORDER_COOKIE_NAME, VISITOR_COOKIE_NAME = "rada-order", "rada-visitor"
CSRF_FAILURE_VIEW = "rada.web.failures.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 40

# Files that come in. What is beyond these bytes is read and dropped, so that a sentence can be said instead of a reset.
UPLOADED_FILE_BYTES = 20 * 1024 * 1024
UPLOADED_REQUEST_BYTES = 200 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["rada.web.uploads.BoundedUploads"]
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "uploads"
SILENCED_SYSTEM_CHECKS = ["files.E001"]  # the folder is made when the first file comes
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# How many partners a new order is put to at once.
BROADCAST_MOST = env.number("BROADCAST_MOST", 5)

# Photos: what one person may send in 24 hours, where files lie while they are decoded, how long a form waits for that.
PHOTOS_A_DAY = env.number("PHOTOS_A_DAY", 150)
PHOTO_MEGABYTES_A_DAY = env.number("PHOTO_MEGABYTES_A_DAY", 500)
PHOTO_WORK_DIR = VAR_DIR / "photos"
PHOTO_WAIT_SECONDS = 15
# The share of one order's customer, who has no account and sends the photo of one receipt.
CUSTOMER_PHOTOS_A_DAY = env.number("CUSTOMER_PHOTOS_A_DAY", 30)
CUSTOMER_PHOTO_MEGABYTES_A_DAY = env.number("CUSTOMER_PHOTO_MEGABYTES_A_DAY", 200)

# What signs the QR codes of stamps: printed rolls live longer than secrets, so old keys go on being accepted.
STAMP_KEYS = [env.secret("STAMP_KEY") or SECRET_KEY, *env.secret("STAMP_KEYS_BEFORE").replace(",", " ").split()]

# How many days personal data is kept: after the end of an order, and what only machines need after it served.
# `orders.personal_data` says which column follows which term.
RETENTION_DAYS = {
    "talk": env.number("RETAIN_TALK_DAYS", 730),
    "photos": env.number("RETAIN_PHOTOS_DAYS", 730),
    "person": env.number("RETAIN_PERSON_DAYS", 1095),
    "notices": env.number("RETAIN_NOTICES_DAYS", 730),
    "links": env.number("RETAIN_LINKS_DAYS", 30),
    "keys": env.number("RETAIN_KEYS_DAYS", 30),
    "webhooks": env.number("RETAIN_WEBHOOKS_DAYS", 30),
}
if not LOCAL:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    MESSAGES_COOKIE_NAME = "__Host-messages"
    # These two belong to addresses of their own, which the stricter prefix forbids.
    ORDER_COOKIE_NAME, VISITOR_COOKIE_NAME = "__Secure-rada-order", "__Secure-rada-visitor"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz", r"^readyz$", r"^metrics$", r"^api/"]  # the API refuses what is in the clear
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [csp_source.NONE],
        "script-src": [csp_source.SELF],
        "style-src": [csp_source.SELF],
        "img-src": [csp_source.SELF, "data:"],
        "font-src": [csp_source.SELF],
        "connect-src": [csp_source.SELF],
        "manifest-src": [csp_source.SELF],
        "worker-src": [csp_source.SELF],
        "object-src": [csp_source.NONE],
        "base-uri": [csp_source.NONE],
        "form-action": [csp_source.SELF],
        "frame-ancestors": [csp_source.NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"rada.lib.log_lines.{'ReadableLines' if LOCAL else 'JsonLines'}"}},
    "filters": {
        "errors_alone": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: record.exc_info is not None,
        }
    },
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": "INFO"},
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.request": {"level": "ERROR", "filters": ["errors_alone"]},  # answers are told by rada.web.request_log
    },
}

UNFOLD = {
    "SITE_TITLE": "Rada",
    "SITE_HEADER": _("Rada operations"),
    "SITE_SUBHEADER": _("Service quality"),
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda _request: static("desk.css")],
    "COLORS": {
        "primary": {
            "50": "#eefaf8",
            "100": "#d5f1ee",
            "200": "#aee3de",
            "300": "#79cec7",
            "400": "#45b1aa",
            "500": "#21938d",
            "600": "#0b6e69",
            "700": "#0c5956",
            "800": "#0e4846",
            "900": "#103c3b",
            "950": "#042120",
        },
    },
}
