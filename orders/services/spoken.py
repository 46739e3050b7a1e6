"""What was said on the phone: who spoke for the customer, and what else whoever listened wants to keep of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Spoken:
    """The name of whoever called and a note; both lie beside the event, where they can be erased."""

    caller: str = ""
    note: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """What the event says of it; nothing where nobody spoke."""
        return {"by_phone": {"caller": self.caller, "note": self.note}} if self.caller else {}


WRITTEN = Spoken()  # the customer acted on their own page
