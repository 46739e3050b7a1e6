"""What partner and customer do to a whole order, step by step, whatever hands they have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from orders.models import Assignment, Stamp
from tests.journeys.conftest import PASSWORD, PHONE
from tests.journeys.hands import Finger

PART = {"name": "Tụ quạt dàn nóng", "unit_price": "450.000", "origin": "Nhật Bản", "brand": "Sakura", "model": "SC-35",
        "warranty_days": "180"}  # fmt: skip


def a_photo(folder: Path, name: str, colour: str) -> Path:
    """A photo as a phone takes it."""
    path = folder / f"{name}.jpg"
    Image.new("RGB", (1200, 900), colour).save(path)
    return path


def compared(hands: Finger) -> None:
    """Where there is a script: what was swapped in is the fresh page, and breaks no rule of accessibility."""
    if hands.visitor.has_scripts:
        hands.visitor.same_as_fresh()
        hands.visitor.check()


def signs_in(hands: Finger, name: str = PHONE) -> None:
    """By phone or name, and password."""
    hands.visitor.open("/sign-in/")
    hands.write("username", name)
    hands.write("password", PASSWORD)
    hands.press(hands.visitor.says("Sign in"))


def describes_the_trouble(page: Page) -> None:
    """The request's form, all but the ward and the consents."""
    page.fill("[name=text]", "Máy lạnh chảy nước xuống tường")
    page.fill("[name=address]", "12 Hàng Bài")
    page.fill("[name=name]", "Trần Thị Hà")
    page.fill("[name=phone]", "0912.345.678")


def complains_of(hands: Finger, promise: str, text: str, photo: Path) -> str:
    """From the promise that was not kept; the form knows what it is about. Returns what it had begun to say."""
    with hands.visitor.answered():
        hands.page.locator(f"#promise-{promise} .dispute").click()
    compared(hands)
    begun = hands.page.input_value("[name=text]")
    hands.write("text", begun + text)
    hands.hand_over("photos", photo)
    hands.press(hands.visitor.says("Send the complaint"))
    compared(hands)
    return begun


def takes_and_schedules(hands: Finger) -> None:
    """From the offer to the appointment, and at the door."""
    says = hands.visitor.says
    hands.press(says("Take the order"))
    compared(hands)
    hands.unfold(says("Make an appointment"))
    hands.press(says("Make an appointment"), within="details[open]")
    compared(hands)
    hands.press(says("I have arrived"))
    compared(hands)


def quotes_a_part(hands: Finger) -> str:
    """The service from the list and a part outside it; returns the customer's link."""
    says = hands.visitor.says
    hands.press(says("Quote a price"), within="#next")
    hands.press(says("Part outside the list"))
    last = hands.page.locator("main [name$='-origin']").last.get_attribute("name") or ""
    prefix = last.removesuffix("origin")
    for name, text in PART.items():
        hands.write(prefix + name, text)
    hands.press(says("Count again"))
    hands.press(says("Send it to the customer"))
    compared(hands)
    hands.press(says("Give the customer the link to the quote"), within="#quote")
    text = hands.page.locator("#link-text").input_value()
    return re.search(r"https?://\S+", text)[0]  # type: ignore[index]


def approves(hands: Finger, link: str) -> None:
    """The customer opens the link and agrees to everything, which their phone confirms."""
    visitor = hands.visitor
    visitor.page.goto(visitor.address + re.sub(r"^https?://[^/]+", "", link))
    agree = re.compile("^" + re.escape(visitor.says("Agree to everything: %(total)s", total="")))
    words = " ".join(visitor.page.locator("summary", has_text=agree).inner_text().split())
    compared(hands)
    hands.unfold(words)
    hands.press(words, within="details[open]")
    confirms(hands)
    compared(hands)


def confirms(hands: Finger) -> None:
    """The customer types the code that went to their phone; in a trial the page says it."""
    told = [each for each in hands.visitor.complaints if "409 (Conflict)" not in each]
    hands.visitor.complaints[:] = told  # the browser notes that the act was not done yet
    if hands.visitor.has_scripts:
        hands.visitor.check()
    digits = re.search(r"\b\d{6}\b", hands.page.locator("main .note.accent").inner_text())
    hands.write("confirm_code", digits[0])  # type: ignore[index]
    hands.press(hands.visitor.says("Confirm"))


def puts_the_part_in(hands: Finger, folder: Path) -> None:
    """The approved part, with photos of the old and the new."""
    says = hands.visitor.says
    hands.press(says("Record a replaced part"), within="#next")
    hands.press(says("Record this part"))
    hands.hand_over("old_photos", a_photo(folder, "cu", "dimgray"))
    hands.hand_over("new_photos", a_photo(folder, "moi", "silver"))
    hands.press(says("Record the part"))
    compared(hands)


def ticks_and_completes(hands: Finger, job: Assignment) -> None:
    """The maker's checklist, then the end of the work."""
    says = hands.visitor.says
    hands.visitor.open(f"/orders/{job.pk}/")
    for step in job.terms.content["checklists"][job.order.service.code]:
        hands.choose("items", step)
    hands.press(says("Tick the chosen steps"))
    compared(hands)
    hands.unfold(says("The work is done"))
    hands.press(says("The work is done"), within="details[open]")
    compared(hands)


def issues_the_receipt(hands: Finger, stamp: Stamp) -> None:
    """From the approved quote, with a stamp; then the customer is asked for its photo."""
    says = hands.visitor.says
    hands.press(says("Issue the receipt"), within="#next")
    hands.write("warranty_terms", "Bảo hành tụ và công thay, không bảo hành do nguồn điện.")
    hands.write("stamp", stamp.serial.lower())
    hands.press(says("Issue the receipt"))
    compared(hands)
    hands.press(says("Ask the customer to photograph it"))
    compared(hands)


def reports_instead_of_cancelling(hands: Finger, text: str) -> str:
    """Opens the cancellation, reads its cost, and reports the disagreement instead; returns what it would have cost."""
    says = hands.visitor.says
    hands.unfold(says("Cancel the order"))
    cost = hands.page.locator("details[open] .note").first.inner_text()
    hands.press(says("Report a disagreement"), within="details[open]")
    hands.write("text", text, within="details[open]")
    hands.press(says("Report a disagreement"), within="details[open]")
    compared(hands)
    return cost


def appeals(hands: Finger, breach: Any, text: str, folder: Path) -> None:
    """Against a breach, with a photo."""
    says = hands.visitor.says
    hands.visitor.open(f"/breaches/{breach.pk}/")
    hands.unfold(says("Appeal against this breach"))
    hands.write("text", text, within="details[open]")
    hands.hand_over("photos", a_photo(folder, "bang-chung", "beige"), within="details[open]")
    hands.press(says("File the appeal"), within="details[open]")
    compared(hands)


def decides(hands: Finger, address: str, decision: str, note: str) -> None:
    """Somebody of Rada's reads the appeal in the admin and decides."""
    hands.visitor.open(address)
    hands.pick("decision", decision, within="body")
    hands.write("note", note, within="body")
    hands.press("check " + hands.visitor.says("Record the decision"), within="body")  # the theme's icons are words
