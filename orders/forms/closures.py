"""A closure, its area chosen by name: wards one by one, or a whole province at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from orders.models import Closure
from partners import areas
from rada.lib.text import fold

MOST_FOUND = 15


class Area(NamedTuple):
    """A ward or a whole province to tick: its code, its name, whether it is ticked."""

    code: str
    name: str
    is_chosen: bool


class WardPicker(forms.Widget):
    """What is chosen, ticked, and a search that finds more while it is typed, accents or not."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """The ticked areas with their search."""
        context = {"name": name, "areas": areas_shown(value or [], ""), "id": (attrs or {}).get("id", name)}
        return render_to_string("admin/orders/closure/_picker.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The codes that were ticked."""
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return " ".join(given).replace(",", " ").split()


class WithWards(forms.ModelForm):
    """A form in which wards are picked."""

    wards = forms.Field(label=_("Wards"), required=False, widget=WardPicker(), help_text=_("None chosen: everywhere."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["wards"] = self.instance.wards

    def clean_wards(self) -> list[str]:
        """Ward codes; a province stands for its wards."""
        provinces = province_codes()
        codes: set[str] = set()
        for code in self.cleaned_data["wards"]:
            codes |= {ward.code for ward in areas.wards_of(code)} if code in provinces else {code}
        unknown = sorted(code for code in codes if not areas.is_ward(code))
        if unknown:
            raise forms.ValidationError(_now("No ward has the code %(codes)s.") % {"codes": ", ".join(unknown)})
        return sorted(codes)


class ClosureForm(WithWards):
    """A closure; no area and no order means everywhere."""

    class Meta:
        model = Closure
        fields = ("starts_at", "ends_at", "reason", "note", "wards", "order")

    def clean(self) -> dict[str, Any]:
        """Either wards or one order, not both."""
        cleaned = super().clean() or {}
        if cleaned.get("wards") and cleaned.get("order"):
            raise forms.ValidationError(_now("Name either wards or one order."))
        return cleaned


def areas_shown(chosen: Iterable[str], query: str) -> list[Area]:
    """What is chosen, then what the search finds beside it; all wards of a province are shown as the province."""
    codes = gathered(chosen)
    typed = fold(query).split()
    provinces = [
        province.code for province in areas.provinces() if typed and all(word in fold(province.name) for word in typed)
    ]
    found = [*provinces, *(ward.code for ward in areas.search_wards(query, limit=MOST_FOUND))]
    return [Area(code, area_name(code), True) for code in codes] + [
        Area(code, area_name(code), False) for code in found if code not in codes
    ]


def gathered(codes: Iterable[str]) -> list[str]:
    """The codes, with every complete province in place of its wards."""
    left = dict.fromkeys(codes)
    for province in areas.provinces():
        wards = [ward.code for ward in areas.wards_of(province.code)]
        if province.code in left or all(code in left for code in wards):
            left = dict.fromkeys([province.code, *(code for code in left if code not in {*wards, province.code})])
    return list(left)


def province_codes() -> set[str]:
    """The two-digit codes that stand for whole provinces."""
    return {province.code for province in areas.provinces()}


def area_name(code: str) -> str:
    """A ward's label, or the province with how many wards it has."""
    if code not in province_codes():
        return areas.ward_label(code)
    count = len(areas.wards_of(code))
    said = ngettext("all of %(province)s, %(count)d ward", "all of %(province)s, %(count)d wards", count)
    return said % {"province": areas.province(code).name, "count": count}
