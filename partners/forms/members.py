"""What an owner fills in about the team."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Member
from rada.lib.phones import parse_phone
from rada.lib.text import is_blank
from rada.web.form_fields import StoredText

ROLE_WORDS = {
    Member.Role.TECHNICIAN: _("Technician: sees and does only the jobs given to them"),
    Member.Role.DISPATCHER: _("Dispatcher: answers offers, gives out jobs, sees every order"),
    Member.Role.OWNER: _("Owner: everything, also terms, charter and members"),
}
CHOOSE_ROLE = _("Choose what this person may do.")


class RoleForm(forms.Form):
    """What somebody may do."""

    use_required_attribute = False
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(str(role), words) for role, words in ROLE_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE_ROLE, "invalid_choice": CHOOSE_ROLE},
    )


class InvitationForm(RoleForm):
    """Who is invited, and as what."""

    full_name = StoredText(
        label=_("Full name"),
        max_length=120,
        error_messages={"required": _("Type the person's full name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = StoredText(
        label=_("Mobile phone"),
        max_length=40,
        help_text=_("With this number the person will sign in."),
        error_messages={"required": _("Please type a phone number, such as 0912 345 678.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    field_order = ["full_name", "phone", "role"]

    def clean_full_name(self) -> str:
        """One space between words."""
        name = " ".join(str(self.cleaned_data["full_name"]).split())
        if is_blank(name):
            raise forms.ValidationError(_("Type the person's full name."), code="required")
        return name

    def clean_phone(self) -> str:
        """As E.164."""
        try:
            return parse_phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError(str(error), code="phone") from None
