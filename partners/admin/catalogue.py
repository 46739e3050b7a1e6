"""What can be ordered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from partners.models import Service, ServiceCategory
from rada.web.staff_pages import StaffAdmin


@admin.register(ServiceCategory)
class ServiceCategoryAdmin(StaffAdmin):
    """Trades."""

    list_display = ("name_vi", "name_en", "slug", "position")
    ordering = ("position", "id")
    sortable_by = ()


@admin.register(Service)
class ServiceAdmin(StaffAdmin):
    """Services; a code that terms and cases name stays as it is."""

    list_display = ("code", "name_vi", "name_en", "category", "is_active")
    list_filter = ("is_active", "category")
    list_select_related = ("category",)
    ordering = ("code",)
    search_fields = ("code", "name_vi", "name_en")
    sortable_by = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code, once it is there."""
        return ("code",) if obj else ()
