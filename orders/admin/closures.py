"""Closures: declared, changed, never deleted. Every change queues what it touches for judging."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from orders.admin.keyed import KeyedAdmin
from orders.models import Closure
from orders.services import closures
from partners import areas
from rada.web.day_range import DayRangeFilter


class ClosureForm(forms.ModelForm):
    """A closure; its wards as codes, one or many."""

    wards = forms.CharField(
        label=_("ward codes"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Five digits each, with commas between. Empty: everywhere."),
    )

    class Meta:
        model = Closure
        fields = ("starts_at", "ends_at", "reason", "note", "wards", "order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["wards"] = ", ".join(self.instance.wards)

    def clean_wards(self) -> list[str]:
        """The codes; each must be a ward's."""
        codes = self.cleaned_data["wards"].replace(",", " ").split()
        unknown = [code for code in codes if not areas.is_ward(code)]
        if unknown:
            raise forms.ValidationError(_now("No ward has the code %(codes)s.") % {"codes": ", ".join(unknown)})
        return sorted(set(codes))

    def clean(self) -> dict[str, Any]:
        """Either wards or one order, not both."""
        cleaned = super().clean() or {}
        if cleaned.get("wards") and cleaned.get("order"):
            raise forms.ValidationError(_now("Name either wards or one order."))
        return cleaned


@admin.register(Closure)
class ClosureAdmin(KeyedAdmin):
    """Exempt times: storms, floods, outages."""

    form = ClosureForm
    list_display = ("starts_at", "ends_at", "reason", "where", "note", "created_by")
    list_filter = (("reason", ChoicesDropdownFilter), ("starts_at", DayRangeFilter))
    list_select_related = ("order", "created_by")
    ordering = ("-starts_at", "-id")
    sortable_by = ()
    autocomplete_fields = ("order",)

    @display(description=_("where"))
    def where(self, closure: Closure) -> Any:
        """The order, the wards, or everywhere."""
        if closure.order_id:
            return closure.order.code if closure.order else ""
        if not closure.wards:
            return _("everywhere")
        return ", ".join(areas.ward_label(code) for code in closure.wards[:3]) + ("…" if len(closure.wards) > 3 else "")

    def create(self, request: HttpRequest, obj: Closure, form: Any) -> Closure:
        """Declared through the service, so that what it touches is judged again."""
        return closures.declare(
            starts_at=obj.starts_at,
            ends_at=obj.ends_at,
            reason=obj.reason,
            note=obj.note,
            wards=obj.wards,
            order=obj.order,
            by=request.user,  # type: ignore[arg-type]
        )

    def save_model(self, request: HttpRequest, obj: Closure, form: Any, change: bool) -> None:
        """A change goes through its service as well."""
        if change:
            closures.change(obj)
        else:
            super().save_model(request, obj, form, change)
