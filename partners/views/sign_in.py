"""Signing in and out, and where a signed-in account belongs."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from partners.forms.sign_in import SignInForm
from rada.web.access import public
from rada.web.navigation import doors

sign_in = public("whoever has an account signs in here")(
    sensitive_post_parameters("password")(
        LoginView.as_view(
            template_name="partners/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
        )
    )
)
sign_out = public("signing out twice does no harm")(LogoutView.as_view())


@public("sends everybody to where they belong, strangers to the sign-in page")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Partners land on their first place, Rada's people on theirs; an account without a role is told so."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.is_partner:
        return redirect(doors(request, {})[0].url)
    if actor.is_staff:
        return redirect("admin:index")
    if request.user.is_authenticated:
        return render(request, "partners/no_role.html")
    return redirect(reverse("partners:sign_in"))
