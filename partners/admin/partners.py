"""Partners with their members; a pause is a field."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import DateTimeField, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from partners.models import Member, Partner
from rada.lib.phones import display_phone
from rada.lib.text import fold, sort_key
from rada.web import clock
from rada.web.staff_pages import StaffAdmin


class MembersInline(TabularInline):
    """Who works for the partner, and as what. Nobody is deleted: an inactive member has left."""

    model = Member
    fields = ("user", "role", "is_active")
    autocomplete_fields = ("user",)
    extra = 0
    can_delete = False


class FoundByName(StaffAdmin):
    """Partners, looked up by name with accents or without."""

    search_fields = ("name_sort",)
    search_help_text = _("Name, accents or none")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By name, folded: "dien lanh" finds "Điện lạnh"."""
        words = fold(search_term.replace("\x00", "")).split()
        if words:
            found = [pk for pk, name in queryset.values_list("pk", "name") if all(word in fold(name) for word in words)]
            queryset = queryset.filter(pk__in=found)
        return queryset, False


@admin.register(Partner)
class PartnerAdmin(FoundByName):
    """Households and companies."""

    list_display = ("name", "kind", "phone_to_call", "pause_label", "created_at")
    list_filter = (("kind", ChoicesDropdownFilter),)
    ordering = ("name_sort", "id")
    sortable_by = ()
    fields = ("name", "kind", "phone", "address", "tax_code", "paused_until", "is_lowered", "created_at")
    readonly_fields = ("is_lowered", "created_at")
    change_form_before_template = "admin/partners/partner/_panels.html"
    inlines = (MembersInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the present instant, read once for all rows."""
        return super().get_queryset(request).annotate(looked_at=Value(clock.now(), DateTimeField()))

    @display(description=_("phone"))
    def phone_to_call(self, partner: Partner) -> str:
        """As people dial it."""
        return display_phone(partner.phone) if partner.phone else ""

    @display(description=_("new offers"), label={"yes": "success", "no": "warning"})
    def pause_label(self, partner: Partner) -> tuple[str, Any]:
        """Whether offers reach the partner."""
        looked_at = partner.looked_at  # type: ignore[attr-defined]
        if partner.paused_until is not None and partner.paused_until > looked_at:
            return "no", _("paused")
        return "yes", _("taking offers")

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        """Keep the search key beside the name."""
        obj.name_sort = sort_key(obj.name)
        if not change:
            obj.created_at = clock.now()
        super().save_model(request, obj, form, change)


@admin.register(Member)
class MemberAdmin(StaffAdmin):
    """Members of all partners, to look somebody up."""

    list_display = ("user", "phone", "partner", "role", "is_active")
    list_filter = (("role", ChoicesDropdownFilter),)
    list_select_related = ("user", "partner")
    ordering = ("partner__name_sort", "id")
    search_fields = ("user__full_name", "user__username", "=user__phone", "partner__name")
    sortable_by = ()
    autocomplete_fields = ("partner", "user")

    @display(description=_("phone"))
    def phone(self, member: Member) -> str:
        """The account's phone."""
        return member.user.phone or ""
