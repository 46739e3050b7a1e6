"""A real browser before a real server: pages as phones and wide screens get them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request

from rada.web import clock
from tests.factories import a_policy, a_service, an_offer, an_order, an_owner
from tests.journeys.same_page import BOTH

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LAYOUT_RULES = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
# Of what is in order nothing is told but that it is: half the time.
HOLD_BEFORE = "only => axe.run(document, {runOnly: only, resultTypes: ['violations'], elementRef: false})"
SIZES = {"phone": {"width": 360, "height": 740}, "wide": {"width": 1280, "height": 800}}
MOST_LOOKS = 400  # every 50 milliseconds; a busy machine may need many
PASSWORD = "một-mật-khẩu-dài"
PHONE = "0950 000 101"
# A mark on the page that was there before the press: whatever answers it takes the mark away.
MARK = """() => {
  const mark = document.createElement("i");
  mark.dataset.pressed = "";
  mark.hidden = true;
  document.body.append(mark);
}"""


def said(words: str, **values: Any) -> str:
    """The page's own words: what a message id says in Vietnamese."""
    with translation.override("vi"):
        return translation.gettext(words) % values if values else translation.gettext(words)


@pytest.fixture(autouse=True)
def _pages(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def owner(transactional_db: None) -> Any:
    """An owner who can sign in; care is given around the clock, so that the hour of the test does not matter."""
    a_policy(care_open="00:00", care_close="24:00")
    a_service()
    offer = an_offer(an_order(at=clock.now()), at=clock.now())
    actor = an_owner(offer.partner)
    actor.user.phone = "+84950000101"
    actor.user.full_name = "Trần Gia Phúc"
    actor.user.set_password(PASSWORD)
    actor.user.save()
    return actor


class Visitor:
    """Somebody with a browser; every page they reach is checked."""

    def __init__(self, page: Page, address: str, *, has_scripts: bool = True) -> None:
        self.has_scripts = has_scripts
        self.page, self.address, self.language = page, address, "vi"
        self.rules: list[str] = RULES
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"{request.url}: {request.failure}")

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.address + path)

    def press(self, words: str, within: str = "main") -> None:
        """Press the button or link that says so."""
        button = self.page.locator(within).get_by_role("button", name=words, exact=True)
        link = self.page.locator(within).get_by_role("link", name=words, exact=True)
        with self.answered():
            button.or_(link).first.click()

    @contextmanager
    def answered(self) -> Iterator[None]:
        """Do what the server answers, and wait until its answer stands in place of the page."""
        self.page.evaluate(MARK)
        yield
        self.until("!document.querySelector('[data-pressed]')")
        self.settled()

    def settled(self) -> None:
        """Wait for the answer of whatever was sent, by htmx or as a whole page."""
        busy = "form.htmx-request, .htmx-swapping, .htmx-settling"
        self.until(f"document.readyState === 'complete' && !document.querySelector('{busy}')")

    def unfold(self, words: str) -> None:
        """Open the sheet whose button says so."""
        sought = r"\s+".join(re.escape(word) for word in words.split())
        self.page.locator("summary", has_text=re.compile(rf"^\s*{sought}\s*$")).click()

    def sign_in(self) -> None:
        """Sign in as the owner."""
        self.open("/sign-in/")
        self.page.fill("[name=username]", PHONE)
        self.page.fill("[name=password]", PASSWORD)
        self.press(said("Sign in"))

    def sees(self, words: str) -> bool:
        """Whether the page says so, white space aside."""
        return " ".join(words.split()) in " ".join(self.page.locator("body").inner_text().split())

    def until(self, script: str) -> None:
        """Wait until the expression is true in the page; its policy lets nothing be evaluated from within."""
        for _look in range(MOST_LOOKS):
            with suppress(Error):  # the page is just being left for another
                if self.page.evaluate(script):
                    return
            self.page.wait_for_timeout(50)
        raise AssertionError(script)

    def says(self, words: str, **values: Any) -> str:
        """What the page says for a message id, in the visitor's language."""
        with translation.override(self.language):
            return translation.gettext(words) % values if values else translation.gettext(words)

    def keep_picture(self, name: str) -> None:
        """A screenshot beside the test's other artefacts, under the run's own folder."""
        folder = settings.VAR_DIR / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    def same_as_fresh(self) -> None:
        """What was swapped in equals the page as a fresh request gets it: parsed, without keys and what passes once."""
        shown, fresh = self.page.evaluate(BOTH)
        assert shown == fresh

    def speak(self, language: str) -> None:
        """Go on in another language than Vietnamese."""
        self.language = language
        cookie = {"name": "django_language", "value": language, "url": self.address}
        self.page.context.add_cookies([cookie])

    def check(self, page: str = "") -> None:
        """No violation of the visitor's rules, which are all of WCAG unless another visitor sees the same pages;
        nothing wider than the screen, no complaint of the browser. `page` names it.
        """
        if self.rules:
            self.page.evaluate(AXE)
            found = self.page.evaluate(HOLD_BEFORE, self.rules)
            assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == [], page
        width = self.page.viewport_size["width"]  # type: ignore[index]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, page
        assert self.complaints == [], page


Visiting = Callable[..., Visitor]


@pytest.fixture
def visiting(browser: Browser, live_server: Any, browser_context_args: dict[str, Any]) -> Iterator[Visiting]:
    """A visitor with a browser of a size, with or without scripts."""
    contexts: list[BrowserContext] = []

    def visitor(size: str = "phone", **options: Any) -> Visitor:
        asked = {
            **browser_context_args,
            "viewport": SIZES[size],
            "is_mobile": size == "phone",
            "reduced_motion": "reduce",
            **options,
        }
        contexts.append(browser.new_context(**asked))
        return Visitor(contexts[-1].new_page(), live_server.url, has_scripts=options.get("java_script_enabled", True))

    yield visitor
    for context in contexts:
        context.close()
