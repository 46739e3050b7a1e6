"""The step between pressing and doing: the code by phone.

It is asked for before what costs money or cannot be undone, and by a link that a partner has seen before whatever is
done in the customer's name.

What was sent stands hidden in the step's page and goes on, with its own key, in the very request that brings the right
code: the act is done once, as if the step had not been there. Files cannot wait in a page: they are chosen again beside
the code, and nothing goes on without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orders.forms.phone_codes import CodeForm
from orders.models import PhoneCode
from orders.services import phone_codes, timeline
from orders.views.customer.signed_in import NotTheCustomer, require_customer
from rada.platform.channels import sms
from rada.web.too_often import too_often

CODE, AGAIN, FILES = "confirm_code", "confirm_again", "confirm_files"
OURS = frozenset({CODE, AGAIN, FILES, "csrfmiddlewaretoken"})


def asked_before(request: HttpRequest, *, is_known: Callable[[phone_codes.Browser], bool]) -> HttpResponse | None:
    """None where the act may go on in this request, else the page of the step. Raises BadRequest without a key.

    `is_known` says whether a code that the browser typed before still counts.
    """
    step = _Step(request)
    try:
        require_customer(request)
    except NotTheCustomer as error:
        return step.answer(refusal=str(error))
    if is_known(step.browser):
        return None
    return step.ask() if step.typed is None or step.again else step.confirm()


class _Step:
    """The step of one request. What is ours is taken out of it: the act sees what was sent in the first place."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.order, self.browser = request.order, request.browser  # type: ignore[attr-defined]
        posted = request.POST.copy()
        self.typed: str | None = posted.get(CODE)
        self.again = AGAIN in posted
        sent = Counter(name for name, several in request.FILES.lists() for _file in several)
        self.files = sent | Counter(posted.getlist(FILES))
        for name in OURS & set(posted):
            del posted[name]
        request.POST = posted  # type: ignore[assignment]
        str(request.idempotency_key.value)  # type: ignore[attr-defined]

    def ask(self) -> HttpResponse:
        """Send a code, or say that one is on its way; another one where it is asked for."""
        try:
            code = phone_codes.ask(self.order, self.browser, language=get_language() or "vi", again=self.again)
        except phone_codes.TooManyCodes as error:
            page = self.answer(code=phone_codes.standing(self.browser), refusal=str(error))
            return too_often(page, seconds=error.minutes * 60)
        except timeline.Refused as error:
            return self.answer(code=phone_codes.standing(self.browser), refusal=str(error))
        return self.answer(code=code)

    def confirm(self) -> HttpResponse | None:
        """None where the digits are right."""
        form = CodeForm({CODE: self.typed})
        if not self.files.keys() <= set(self.request.FILES):
            refusal = _("Choose the photo again, so that it goes along.")
            return self.answer(form=form, code=phone_codes.standing(self.browser), refusal=refusal, status=422)
        if form.is_valid():
            try:
                phone_codes.confirm(self.order, self.browser, form.cleaned_data[CODE])
            except timeline.Refused as error:
                form.add_error(CODE, str(error))
            else:
                return None
        return self.answer(form=form, code=phone_codes.standing(self.browser), status=422)

    def answer(
        self, *, form: CodeForm | None = None, code: PhoneCode | None = None, refusal: str = "", status: int = 409
    ) -> HttpResponse:
        """The page: nothing has been done yet. Where no code is to be had, it says so and has no form."""
        is_open = code is not None or form is not None
        in_trial = code is not None and sms.is_trial()
        shown: dict[str, Any] = {
            "order": self.order,
            "form": (form or CodeForm()) if is_open else None,
            "fields": [(name, value) for name, values in self.request.POST.lists() for value in values],
            "files": sorted(self.files.items()),
            "file_names": sorted(self.files.elements()),
            "refusal": refusal,
            "trial_code": phone_codes.digits_of(code, self.order.customer_phone) if in_trial and code else "",
        }
        return render(self.request, "customer/confirm.html", shown, status=status)
