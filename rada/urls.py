"""Where every address leads."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from partners.views.sign_in import home
from rada.platform import health
from rada.platform.metrics import metrics
from rada.web import offline
from rada.web.access import public
from rada.web.badges import badges
from rada.web.failures import server_error
from rada.web.gallery import gallery

handler500 = server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("rada.api_urls", namespace="api")),  # first: else each call is held against every page
    path("", home, name="home"),
    path("", include("partners.urls")),
    path("", include("orders.urls")),
    path("", include("complaints.urls")),
    path("language/", public("everybody reads in their own language")(set_language), name="set_language"),
    path("badges/", badges, name="badges"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("sw.js", offline.worker, name="service_worker"),
    path("offline/", offline.offline, name="offline"),
    path("healthz", health.alive, name="healthz"),
    path("healthz/sweep", health.sweep, name="healthz_sweep"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("gallery/", gallery, name="gallery"),
    path("admin/", admin.site.urls),
]
