"""Whether a rule counts, is only tried, or is switched off: from one instant on, by whom and why."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleMode(models.Model):
    """A rule's mode from an instant on. Written once; a rule without a row is live."""

    class Mode(models.TextChoices):
        LIVE = "live", _("live")
        SHADOW = "shadow", _("in the shadow")
        OFF = "off", _("switched off")

    rule = models.CharField(_("rule"), max_length=40)
    mode = models.CharField(_("mode"), max_length=6, choices=Mode.choices)
    set_at = models.DateTimeField(_("from"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("set by")
    )
    note = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("mode of a rule")
        verbose_name_plural = _("rules")
        ordering = ["-set_at", "-id"]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_mode_display()}"
