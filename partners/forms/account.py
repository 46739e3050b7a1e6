"""What people fill in about themselves: name, password, the codes of the second step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partners.models import User
from partners.services.passwords import LONGEST_PASSWORD
from rada.lib.text import is_blank
from rada.web.form_fields import StoredText


class NameForm(forms.Form):
    """One's own full name."""

    use_required_attribute = False
    full_name = StoredText(
        label=_("Full name"),
        max_length=120,
        error_messages={"required": _("Type your full name, as customers and colleagues know it.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_full_name(self) -> str:
        """One space between words."""
        name = " ".join(str(self.cleaned_data["full_name"]).split())
        if is_blank(name):
            raise forms.ValidationError(self.fields["full_name"].error_messages["required"], code="required")
        return name


class OwnPasswordForm(forms.Form):
    """The account's present password, for steps that whoever picked up the phone must not take."""

    use_required_attribute = False
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={"required": _("Type the password that you sign in with.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Wrong ones count towards the lock-out of signing in."""
        typed: str = self.cleaned_data["password"]
        user: Any = self.request.user
        if authenticate(self.request, username=user.get_username(), password=typed) != user:
            raise forms.ValidationError(_("This is not your present password. Please try again."), code="wrong")
        return typed


class NewPasswordForm(forms.Form):
    """A new password, typed twice; the house's validators say what is wrong with it."""

    use_required_attribute = False
    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        help_text=_("At least 10 characters. A few words that only you would put together are strong and easy."),
        error_messages={"required": _("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password_again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={"required": _("Type the new password a second time.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User | None, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new_password(self) -> str:
        """As the validators of the settings ask."""
        typed: str = self.cleaned_data["new_password"]
        password_validation.validate_password(typed, self.user)
        return typed

    def clean(self) -> dict[str, Any]:
        """Both alike."""
        given = super().clean() or {}
        first, again = given.get("new_password"), given.get("new_password_again")
        if first and again and first != again:
            self.add_error("new_password_again", _("The two passwords differ. Type the same one twice."))
        return given


class ChangePasswordForm(OwnPasswordForm, NewPasswordForm):
    """The present password, then a new one twice."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        NewPasswordForm.__init__(self, request.user, *args, **kwargs)  # type: ignore[arg-type]
        self.request = request
        self.order_fields(["password"])


class CodeForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    use_required_attribute = False
    code = StoredText(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits that the app shows now."),
        error_messages={"required": _("Type the code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none"}
        ),
    )


class SecondStepForm(CodeForm):
    """The code at signing in, where a recovery code does too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _(
            "The six digits that the app shows now. Phone lost? Type one of your recovery codes instead."
        )
        self.fields["code"].widget.attrs["inputmode"] = "text"
