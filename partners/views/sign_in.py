"""Signing in, in one step or two, and out; and where a signed-in account belongs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django_otp.plugins.otp_static.models import StaticDevice

from partners import people
from partners.forms.account import SecondStepForm
from partners.forms.sign_in import SignInForm
from partners.models import User
from partners.services import authenticator, limits
from partners.views.public import welcome
from partners.views.steps import shown_or_sent
from rada.web import clock
from rada.web.access import public
from rada.web.client_address import address_of
from rada.web.navigation import doors
from rada.web.too_often import too_often

WAITING = "second_step"
WAITS_FOR = timedelta(minutes=10)
MOST_WRONG = 5


class SignIn(LoginView):
    """The password. An account with an authenticator app is not signed in by it: the second step follows."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at a password only as often as one address may ask for it."""
        try:
            limits.count_sign_in(address_of(request))
        except limits.TooManyTries as error:
            page = render(request, "partners/locked_out.html", {"refusal": str(error)})
            return too_often(page, seconds=error.minutes * 60)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, or go on to the second step."""
        limits.signed_in_from(address_of(self.request))
        user: Any = form.get_user()
        if authenticator.confirmed(user) is None:
            return super().form_valid(form)
        self.request.session.cycle_key()
        self.request.session[WAITING] = {
            "account": user.pk, "backend": user.backend, "hash": user.get_session_auth_hash(),
            "since": clock.now().isoformat(), "wrong": 0,
        }  # fmt: skip
        return HttpResponseRedirect(f"{reverse('partners:second_step')}?{urlencode({'next': self.get_redirect_url()})}")


sign_in = public("whoever has an account signs in here")(
    sensitive_post_parameters("password")(
        SignIn.as_view(
            template_name="partners/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
        )
    )
)
sign_out = public("signing out twice does no harm")(LogoutView.as_view())


@public("who gave the right password, and is signed in only after this step")
@sensitive_post_parameters()
@shown_or_sent
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the app, or a recovery code; without a password just given, back to it."""
    user = _waiting(request)
    if user is None:
        request.session.pop(WAITING, None)
        return redirect("partners:sign_in")
    form = SecondStepForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _code_page(request, form)
    if not form.is_valid():
        return _code_page(request, form, status=422)
    try:
        device = authenticator.verify(user, form.cleaned_data["code"])
    except authenticator.WrongCode as error:
        return _wrong(request, form, error)
    except authenticator.WaitFirst as error:
        form.add_error("code", str(error))
        return too_often(_code_page(request, form), seconds=error.seconds)
    backend = request.session.pop(WAITING)["backend"]
    user.otp_device = device  # type: ignore[attr-defined]  # django-otp notes it in the session
    login(request, user, backend=backend)
    if isinstance(device, StaticDevice):
        messages.warning(request, _codes_words(authenticator.codes_left(user)))
    return redirect(_way_on(request) or resolve_url("home"))


@public("sends everybody to where they belong; strangers read what Rada is")
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
    return welcome(request)


def _waiting(request: HttpRequest) -> User | None:
    """Whose password was right a moment ago, and has not been changed since."""
    waiting = request.session.get(WAITING)
    if not waiting or clock.now() - datetime.fromisoformat(waiting["since"]) > WAITS_FOR:
        return None
    user = people.active_account(waiting["account"])
    if user is None or not constant_time_compare(user.get_session_auth_hash(), waiting["hash"]):
        return None
    return user


def _wrong(request: HttpRequest, form: SecondStepForm, error: authenticator.WrongCode) -> HttpResponse:
    """Say so; after some wrong codes the password is asked again."""
    waiting = {**request.session[WAITING], "wrong": request.session[WAITING]["wrong"] + 1}
    if waiting["wrong"] >= MOST_WRONG:
        del request.session[WAITING]
        messages.error(request, _("The code was wrong several times. Begin again with your password."))
        return redirect("partners:sign_in")
    request.session[WAITING] = waiting
    form.add_error("code", str(error))
    return _code_page(request, form, status=422)


def _code_page(request: HttpRequest, form: SecondStepForm, *, status: int = 200) -> HttpResponse:
    shown = {"form": form, "next": _way_on(request)}
    return render(request, "partners/authenticator_sign_in.html", shown, status=status)


def _way_on(request: HttpRequest) -> str:
    """Where somebody wanted to go, if it is on this host."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


def _codes_words(left: int) -> str:
    said = ngettext(
        "You signed in with a recovery code; %(count)s is left. If the phone is lost, set up the app on a new one.",
        "You signed in with a recovery code; %(count)s are left. If the phone is lost, set up the app on a new one.",
        left,
    )
    return said % {"count": left}
