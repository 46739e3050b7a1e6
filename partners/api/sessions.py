"""Signing in by the partner app, staying signed in, signing out; and who calls."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from partners.api.tellings import Me
from partners.services import app_sessions, limits
from partners.services.app_sessions import Tokens
from partners.services.passwords import LONGEST_PASSWORD
from rada.platform.api.operations import operation
from rada.platform.api.views import ApiView
from rada.web.api.bodies import Body, Text
from rada.web.api.callers import Kind, to, to_all
from rada.web.client_address import address_of

SIGN_IN = {"login": "0912345678", "password": "chia-khoa-so-1"}
REFRESHING = {"refresh_token": "rada_ref_12.3.…"}


class SignIn(Body):
    """Phone or user name, password, and the code of an authenticator app where the account has one."""

    login = Text(max_length=150)
    password = serializers.CharField(max_length=LONGEST_PASSWORD, trim_whitespace=False)
    code = Text(max_length=20, required=False, default="", allow_blank=True)


class Refreshing(Body):
    """The refresh token of the last answer; it is good once."""

    refresh_token = serializers.CharField(max_length=120)


class TokensSerializer(serializers.Serializer):
    """`access_token` is shown as `Authorization: Bearer …` for `expires_in` seconds."""

    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    expires_in = serializers.IntegerField()
    me = Me(source="actor")


class Sessions(ApiView):
    """Where the app signs in. No key: what is answered is a secret, and is stored nowhere."""

    @operation(
        to_all(), takes=SignIn, gives=TokensSerializer, status=201, is_keyed=False, example=SIGN_IN, name="sign_in"
    )
    def post(self, request: Any, given: dict[str, Any]) -> Tokens:
        """Sign a member in."""
        limits.count_sign_in(address_of(request))
        agent = request.headers.get("User-Agent", "").replace("\x00", "")
        tokens = app_sessions.sign_in(request._request, agent=agent, **given)
        limits.signed_in_from(address_of(request))
        return tokens


class Refresh(ApiView):
    """Where the app gets its next tokens."""

    @operation(
        to_all(), takes=Refreshing, gives=TokensSerializer, is_keyed=False, example=REFRESHING, name="refresh_session"
    )
    def post(self, request: Any, given: dict[str, Any]) -> Tokens:
        """Exchange a refresh token for the next pair; the pair before works no more."""
        return app_sessions.refresh(given["refresh_token"])


class CurrentSession(ApiView):
    """The session that the access token belongs to."""

    @operation(to(Kind.MEMBER), is_keyed=False, name="sign_out")
    def delete(self, request: Any, given: dict[str, Any]) -> None:
        """Sign out: both tokens of this session work no more."""
        app_sessions.end(request.caller.through)


class WhoCalls(ApiView):
    """The caller, as the API knows them."""

    @operation(to(Kind.INTEGRATION, Kind.MEMBER, Kind.CUSTOMER), gives=Me, name="get_me")
    def get(self, request: Any, asked: dict[str, Any]) -> Any:
        """Who calls, and for whom."""
        return request.actor
