"""`Idempotency-Key`: every write names itself, so that sending it twice is sending it once."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from rada.platform.idempotency import InFlight, Key, KeyReused
from rada.web.api.problems import Kind, Problem, known, says

HEADER = "Idempotency-Key"
READABLE = re.compile(r"[\x21-\x7e]{1,120}")

MISSING = Kind("key_missing", 400, _("Every write carries an Idempotency-Key of 1 to 120 plain characters"))
REUSED = Kind("key_reused", 422, _("The Idempotency-Key was used for another request"))
IN_FLIGHT = Kind("in_flight", 409, _("The same request is being answered: repeat it in a moment"), is_final=False)
known(MISSING)
says({KeyReused: REUSED, InFlight: IN_FLIGHT})


def key_of(request: Any) -> Key:
    """The key of a write; its fingerprint covers the address, whom it acts for, the body and every file's bytes.

    Keys of different callers never meet. Raises Problem where there is none.
    """
    value = request.headers.get(HEADER, "")
    if not READABLE.fullmatch(value):
        raise Problem(MISSING)
    caller = request.caller
    condition = request.headers.get("If-Match", "")
    asked = (request.method, request.get_full_path(), caller.acting_for, condition, _content(request))
    return Key.of(f"api:{caller.name}", value, *asked)


def _content(request: Any) -> object:
    if request.FILES:
        fields = sorted((name, request.data.getlist(name)) for name in request.data if name not in request.FILES)
        return fields, [(name, _digest(file)) for name, sent in sorted(request.FILES.lists()) for file in sent]
    return json.dumps(request.data, sort_keys=True, default=str)


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
