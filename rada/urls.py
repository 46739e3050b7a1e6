"""Where every address leads."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from rada.web.failures import server_error

handler500 = server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
]
