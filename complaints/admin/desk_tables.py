"""Canned replies and the skills of colleagues: kept by quality leads, through their services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from complaints.forms.desk_tables import ReplyForm, SkillForm
from complaints.models import CannedReply, StaffSkill
from complaints.services import replies, skills
from orders.admin.keyed import KeyedAdmin
from orders.wording.reasons import CATEGORY_WORDS


class DeskTableAdmin(KeyedAdmin):
    """New rows and changed ones alike go through the service, once for each form."""

    change_form_template = KeyedAdmin.add_form_template
    sortable_by = ()

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """A plain list of colleagues: no account is added or changed from here."""
        return db_field.formfield(**kwargs)


@admin.register(CannedReply)
class CannedReplyAdmin(DeskTableAdmin):
    """Texts that answer many. What is not in use any more stays, and is offered no more."""

    form = ReplyForm
    list_display = ("title", "category_words", "is_active")
    list_filter = (("category", ChoicesDropdownFilter), "is_active")
    ordering = ("-is_active", "title")

    @display(description=_("category"))
    def category_words(self, reply: CannedReply) -> Any:
        """What complaints it is for."""
        return reply.get_category_display() or _("any")

    def create(self, request: HttpRequest, obj: CannedReply, form: Any) -> CannedReply:
        """Kept through the service."""
        given = {name: form.cleaned_data[name] for name in ("title", "text", "category", "is_active")}
        obj.pk = replies.save(obj, by=request.actor, **given)  # type: ignore[attr-defined]
        return obj


@admin.register(StaffSkill)
class StaffSkillAdmin(DeskTableAdmin):
    """Who is given which complaints when they are shared out."""

    form = SkillForm
    list_display = ("user", "categories_words", "is_available")
    list_select_related = ("user",)
    ordering = ("user",)

    @display(description=_("categories"))
    def categories_words(self, skill: StaffSkill) -> str:
        """In words."""
        return ", ".join(str(CATEGORY_WORDS[category]) for category in skill.categories) or "–"

    def create(self, request: HttpRequest, obj: StaffSkill, form: Any) -> StaffSkill:
        """Kept through the service."""
        given = {name: form.cleaned_data[name] for name in ("user", "categories", "is_available")}
        obj.pk = skills.save(obj, by=request.actor, **given)  # type: ignore[attr-defined]
        return obj
