"""The API of version 1, put together from the apps; and its description."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import include, path, re_path

from rada.platform.api.description import docs, schema
from rada.platform.api.errors import Errors
from rada.platform.api.views import ApiView

app_name = "api"


class Nowhere(ApiView):
    """An address that leads nowhere."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Say so, whatever was asked and by whom."""
        super().perform_authentication(request)
        raise Http404


urlpatterns = [
    path("", include("partners.api.urls")),
    path("", include("orders.api.urls")),
    path("", include("complaints.api.urls")),
    path("errors", Errors.as_view(), name="errors"),
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
    re_path("", Nowhere.as_view(), name="nowhere"),
]
