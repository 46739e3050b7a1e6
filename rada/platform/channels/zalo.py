"""Zalo's notification messages: approved templates with parameters. Never called while a transaction is open."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from rada.lib.phones import masked_phone
from rada.platform.channels import gateway
from rada.platform.channels.gateway import Answer

logger = logging.getLogger(__name__)


def template_for(level: str) -> str:
    """The number of the approved template for a kind of notice; empty where none is set, so that Zalo is not asked."""
    return next((number for name, _colon, number in _templates() if name == level), "")


def send(to: str, template: str, parameters: Mapping[str, str]) -> Answer:
    """Fill a template for a phone (E.164). What did not arrive may go out by SMS."""
    return import_string(settings.ZALO_BACKEND)(to, template, parameters)


def log(to: str, template: str, parameters: Mapping[str, str]) -> Answer:
    """Carry nothing, and say so: the message goes on by SMS."""
    logger.info("zalo template %s to %s: nothing is sent by this backend", template, masked_phone(to))
    return Answer(False, "zalo: logged, not sent")


def http(to: str, template: str, parameters: Mapping[str, str]) -> Answer:
    """Hand it to the gateway at ZALO_URL as `{"phone": "84…", "template_id": "…", "template_data": {…}}`."""
    message = {"phone": to.removeprefix("+"), "template_id": template, "template_data": dict(parameters)}
    answer = gateway.post(settings.ZALO_URL, settings.ZALO_TOKEN, message)
    return Answer(answer.arrived, f"zalo: {answer.words}")


def _templates() -> list[tuple[str, str, str]]:
    return [pair.partition(":") for pair in settings.ZALO_TEMPLATES]
