"""Which problems of the API the refusals of partners are."""

from __future__ import annotations

from partners.services import app_sessions, authenticator, limits, push, refusals
from rada.platform.webhooks import endpoints
from rada.web.api.problems import (
    NOT_ALLOWED,
    NOT_LIKE_THIS,
    NOT_NOW,
    NOT_SIGNED_IN,
    REFUSED,
    TOO_OFTEN_WORDS,
    Kind,
    says,
)

NOT_SO = NOT_SIGNED_IN.title


def add() -> None:
    """Say it; called from `ready()`."""
    says(
        {
            refusals.Refused: REFUSED,
            app_sessions.WrongPassword: Kind("wrong_password", 401, NOT_SO),
            app_sessions.CodeNeeded: Kind("code_needed", 401, NOT_SO),
            authenticator.WrongCode: Kind("wrong_code", 401, NOT_SO),
            app_sessions.SessionOver: Kind("session_over", 401, NOT_SO),
            app_sessions.NoMember: Kind("no_member", 403, NOT_ALLOWED.title),
            app_sessions.AppNeeded: Kind("app_needed", 403, NOT_ALLOWED.title),
            app_sessions.SignInRests: Kind("sign_in_rests", 429, TOO_OFTEN_WORDS, is_final=False),
            authenticator.WaitFirst: Kind("wait_first", 429, TOO_OFTEN_WORDS, is_final=False),
            limits.TooManyTries: Kind("too_many_tries", 429, TOO_OFTEN_WORDS, is_final=False),
            endpoints.SwitchedOff: Kind("webhook_off", 409, NOT_NOW),
            endpoints.StillWaits: Kind("delivery_waits", 409, NOT_NOW),
            push.NotKnown: Kind("push_service_unknown", 422, NOT_LIKE_THIS),
        }
    )
