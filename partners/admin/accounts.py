"""Accounts and groups: superusers alone, so that no staff member grants anything to anybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.decorators import display

from partners.models import User
from partners.private_links import address_of
from partners.services import authenticator, devices, passwords
from partners.services.refusals import Refused
from rada.platform.idempotency import KeyReused
from rada.web.staff_pages import StaffAdmin

# Their own pages would show the keys of authenticator apps.
for theirs in (TOTPDevice, StaticDevice):
    if admin.site.is_registered(theirs):
        admin.site.unregister(theirs)


class SuperuserAdmin(StaffAdmin):
    """Pages that exist for superusers; to other staff not even their list does."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Superusers."""
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Superusers."""
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Superusers."""
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Superusers."""
        return _is_superuser(request)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)


@admin.register(User)
class UserAdmin(SuperuserAdmin, DjangoUserAdmin):  # type: ignore[misc]
    """Accounts. One that is no longer used is made inactive. Nobody here chooses or sees a password.

    Roles are given here; a superuser is made by the command alone.
    """

    form = forms.ModelForm
    add_form = forms.ModelForm
    list_display = ("username", "full_name", "phone", "is_staff", "is_superuser", "is_active")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    ordering = ("username",)
    search_fields = ("username", "full_name", "=phone")
    fieldsets = (
        (None, {"fields": ("username", "ways_in")}),
        (_("Person"), {"fields": ("full_name", "phone", "email")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "full_name", "phone", "email")}),)
    filter_horizontal = ()
    readonly_fields = ("ways_in", "is_superuser", "last_login", "date_joined")

    @display(description=_("signing in"))
    def ways_in(self, user: User) -> str:
        """The way to the page of links and authenticator apps."""
        if user.pk is None:
            return ""
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">{}</a>', address, _("Link for a new password, authenticator app"))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new account opens by a link for its first password, which its owner chooses; a shut one is signed out."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            devices.end_all(obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Instead of Django's form for a password: a link to send, and the authenticator app switched off."""
        user = self.get_object(request, id)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user is None:
            raise Http404
        shown: dict[str, Any] = {"link": ""}
        if request.method == "POST":
            shown = self._helped(request, user)
        shown |= {
            **self.admin_site.each_context(request),
            "title": gettext("Signing in: %(name)s") % {"name": user},
            "opts": self.opts,
            "original": user,
            "has_authenticator": authenticator.confirmed(user) is not None,
        }
        return render(request, "admin/partners/user/ways_in.html", shown)

    def _helped(self, request: HttpRequest, user: User) -> dict[str, Any]:
        by: Any = request.user
        key = request.idempotency_key  # type: ignore[attr-defined]
        try:
            if "switch_off" in request.POST:
                authenticator.switch_off(user, by=by, key=key)
                messages.success(request, gettext("The authenticator app is switched off."))
                self.log_change(request, user, "Authenticator app switched off.")
                return {"link": ""}
            made = passwords.link_for_account(user, by=by, key=key)
        except (Refused, KeyReused) as error:
            messages.error(request, str(error))
            return {"link": ""}
        self.log_change(request, user, "Link for a new password made.")
        return {"link": address_of("partners:password_new", made.token) if made else "", "was_made": True}


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(SuperuserAdmin, DjangoGroupAdmin):  # type: ignore[misc]
    """Roles: what their members may see and do."""

    list_display = ("name",)
