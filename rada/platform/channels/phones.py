"""A message to somebody's phone: by Zalo where it has a template for it, else by SMS."""

from __future__ import annotations

from collections.abc import Mapping

from rada.platform.channels import sms, zalo
from rada.platform.channels.gateway import Answer


def send(to: str, level: str, text: str, parameters: Mapping[str, str]) -> list[Answer]:
    """Send a kind of notice to a phone (E.164): what Zalo does not take goes by SMS at once. Each try's answer."""
    tried = []
    if template := zalo.template_for(level):
        tried.append(zalo.send(to, template, parameters))
        if tried[0].arrived:
            return tried
    return [*tried, sms.send(to, text)]
