"""How a rule is switched."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from orders.models import RuleMode
from orders.services.rules import LONGEST_NOTE
from rada.web.form_fields import StoredText

ASKED = _("Choose a mode.")
WHAT_FOLLOWS = {
    RuleMode.Mode.LIVE: _("Live: from now on its breaches count and partners are told"),
    RuleMode.Mode.SHADOW: _("Shadow: its breaches are recorded for Rada alone, without points, and never count later"),
    RuleMode.Mode.OFF: _("Off: nothing new is recorded; what was recorded before stands"),
}


class RuleModeForm(forms.Form):
    """The mode from now on, each with what follows, and why."""

    use_required_attribute = False
    mode = forms.ChoiceField(
        label=_("Mode"),
        choices=[("", ASKED), *WHAT_FOLLOWS.items()],
        widget=UnfoldAdminSelectWidget(),
        error_messages={"required": ASKED, "invalid_choice": ASKED},
    )
    note = StoredText(label=_("Reason"), max_length=LONGEST_NOTE, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}))
