"""What bodies name of partners."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from partners import selectors
from partners.models import Partner
from rada.web import clock
from rada.web.api.bodies import Number


class PublishedPartner(Number):
    """A partner who publishes terms, by number."""

    def run_validation(self, data: Any = serializers.empty) -> Partner | None:
        """The partner; None where none is named. Raises ValidationError where there is no such partner."""
        number = super().run_validation(data)
        found = selectors.partner_published(str(number), clock.now()) if number is not None else None
        if number is not None and found is None:
            raise serializers.ValidationError(_("There is no such partner."))
        return found
