"""Legal holds: placed and lifted, never changed; and the record of what was erased."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from orders.admin.found_by_code import FoundByOrderCode
from orders.admin.keyed import KeyedAdmin
from orders.forms.data_requests import HoldForm
from orders.models import Erasure, LegalHold
from orders.services import holds
from partners.actors import actor_of
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin


@admin.register(LegalHold)
class LegalHoldAdmin(FoundByOrderCode, KeyedAdmin):
    """Why the data of an order must stay. A complaint or an appeal that is open holds it by itself."""

    form = HoldForm
    list_display = ("order_code", "reason", "placed_at", "placed_by", "lifted_at", "lifted_by")
    list_filter = (("reason", ChoicesDropdownFilter), ("placed_at", DayRangeFilter))
    list_select_related = ("order", "placed_by", "lifted_by")
    ordering = ("-placed_at", "-id")
    search_fields = ("order__code",)
    sortable_by = ()
    autocomplete_fields = ("order",)
    actions = ("lift",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a hold is lifted, never changed."""
        return False

    @display(description=_("order"))
    def order_code(self, hold: LegalHold) -> str:
        """The order's code."""
        return hold.order.code

    def create(self, request: HttpRequest, obj: LegalHold, form: Any) -> LegalHold:
        """Placed through the service, in the name of who places it."""
        obj.pk = holds.place(obj.order, by=actor_of(request.user), reason=obj.reason)
        return obj

    def has_lift_permission(self, request: HttpRequest) -> bool:
        """Who may lift holds."""
        return request.user.has_perm("orders.change_legalhold")

    @action(description=_("Lift: the data need not stay any more"), permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Lift the chosen holds; those lifted before stay as they are, and are said."""
        if not self.has_lift_permission(request):
            raise PermissionDenied
        lifted = 0
        for hold in queryset:
            try:
                holds.lift(hold, by=actor_of(request.user))
                lifted += 1
            except holds.LiftedBefore as error:
                messages.error(request, f"{hold}: {error}")
        said = ngettext("%(count)d hold lifted.", "%(count)d holds lifted.", lifted)
        messages.success(request, said % {"count": lifted})


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """What was erased, when, by whom and why; of whom it was, nothing is left to say."""

    list_display = ("order_code", "extent", "reason", "erased_at", "erased_by")
    list_filter = (("reason", ChoicesDropdownFilter), ("extent", ChoicesDropdownFilter), ("erased_at", DayRangeFilter))
    list_select_related = ("order", "erased_by")
    ordering = ("-erased_at", "-id")
    sortable_by = ()

    @display(description=_("order"))
    def order_code(self, erasure: Erasure) -> str:
        """The order's code."""
        return erasure.order.code
