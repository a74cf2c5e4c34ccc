"""Settings, most of which the benchmark hands over."""

import os
from pathlib import Path
from urllib.parse import urlsplit

DEBUG = False
SECRET_KEY = "signs nothing here"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "standin.urls"
WSGI_APPLICATION = "standin.wsgi.application"
USE_TZ = True

INSTALLED_APPS = ["procrastinate.contrib.django", "standin"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Connections are kept. Commits are as durable as the server's defaults make them.
database = urlsplit(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": database.hostname,
        "PORT": database.port,
        "USER": database.username,
        "NAME": database.path.strip("/"),
        "CONN_MAX_AGE": None,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The rate limit counts in the memory of each process.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
RATE_LIMIT = f"{os.environ['RATE_LIMIT']}/m"

EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["SMTP_PORT"])
DEFAULT_FROM_EMAIL = os.environ["MAIL_FROM"]
SALES_TO = os.environ["SALES_TO"]

PAGE = Path(os.environ["PAGE"])
PACKED_PAGE = Path(os.environ["PACKED_PAGE"])
ATTACHMENT = Path(os.environ["ATTACHMENT"])
REPORT_BYTES = int(os.environ["REPORT_BYTES"])
SALES_TEXT_BYTES = int(os.environ["SALES_TEXT_BYTES"])
PROSPECT_TEXT_BYTES = int(os.environ["PROSPECT_TEXT_BYTES"])
