"""How a journey touches a page: with a finger or mouse, or with the keyboard alone. Both understand the same words."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from playwright.sync_api import TimeoutError

from tests.journeys.conftest import Visitor

MOST_STOPS = 400
STOP = """(within) => {
  const stop = document.activeElement;
  const clean = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
  return {tag: stop.tagName.toLowerCase(), type: stop.type ?? "", name: stop.name ?? "", value: stop.value ?? "",
          checked: Boolean(stop.checked), words: clean(stop.innerText), inside: Boolean(stop.closest(within))};
}"""


class Finger:
    """Touches what is on the screen."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def press(self, words: str, within: str = "main") -> None:
        """Press the button or link that says so."""
        self.visitor.press(words, within)

    def unfold(self, words: str) -> None:
        """Open the sheet whose button says so."""
        self.visitor.unfold(words)

    def write(self, name: str, text: str, within: str = "main") -> None:
        """Put a text into the field of that name."""
        self.page.locator(f"{within} [name='{name}']").first.fill(text)

    def choose(self, name: str, value: str, within: str = "main") -> None:
        """Choose a radio button, or tick a box."""
        self.page.locator(f"{within} [name='{name}'][value='{value}']").first.check()

    def pick(self, name: str, value: str, within: str = "main") -> None:
        """Choose from a list."""
        self.page.locator(f"{within} select[name='{name}']").select_option(value)

    def hand_over(self, name: str, file: Path, within: str = "main") -> None:
        """Give a file to the field of that name."""
        self.page.locator(f"{within} input[type=file][name='{name}']").first.set_input_files(file)


class Keyboard(Finger):
    """Reaches everything by Tab, and does everything by keys; it never clicks."""

    def press(self, words: str, within: str = "main") -> None:
        """Go to the button or link that says so, and press Enter."""
        self._reach(within, lambda stop: stop["tag"] in {"a", "button"} and stop["words"] == words, words)
        with self.visitor.answered():
            self.page.keyboard.press("Enter")

    def unfold(self, words: str) -> None:
        """Go to the sheet's button, and press Enter."""
        self._reach("main", lambda stop: stop["tag"] == "summary" and stop["words"] == words, words)
        self.page.keyboard.press("Enter")

    def write(self, name: str, text: str, within: str = "main") -> None:
        """Go to the field, and write over what stands there."""
        self._reach(within, lambda stop: stop["name"] == name, name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, value: str, within: str = "main") -> None:
        """Go to the group or box; Space chooses, arrows go on within a group."""
        stop = self._reach(within, lambda stop: stop["name"] == name and stop["type"] in {"radio", "checkbox"}
                           and (stop["type"] == "radio" or stop["value"] == value), f"{name}={value}")  # fmt: skip
        if stop["type"] == "checkbox" or stop["value"] == value:
            self.page.keyboard.press("Space")
            return
        for _choice in range(20):
            self.page.keyboard.press("ArrowDown")
            if self.page.evaluate(STOP, within)["value"] == value:
                return
        raise AssertionError(f"no choice {name}={value}")

    def pick(self, name: str, value: str, within: str = "main") -> None:
        """Go to the list, and down it."""
        self._reach(within, lambda stop: stop["tag"] == "select" and stop["name"] == name, name)
        for _choice in range(40):
            if self.page.evaluate(STOP, within)["value"] == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no choice {name}={value}")

    def hand_over(self, name: str, file: Path, within: str = "main") -> None:
        """Go to the field, open the chooser by Space, and choose."""
        self._reach(within, lambda stop: stop["type"] == "file" and stop["name"] == name, name)
        for patience in (3_000, 6_000, 12_000):  # a busy browser may miss the first press
            with suppress(TimeoutError), self.page.expect_file_chooser(timeout=patience) as chooser:
                self.page.keyboard.press("Space")
                chooser.value.set_files(file)
                return
        raise AssertionError(f"no chooser opens for {name}")

    def _reach(self, within, is_there, sought: str) -> dict[str, object]:  # type: ignore[no-untyped-def]
        seen = []
        for _stop in range(MOST_STOPS):
            stop = self.page.evaluate(STOP, within)
            if stop["inside"] and is_there(stop):
                return stop
            seen.append(stop["words"] or stop["name"])
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{sought} cannot be reached by Tab: {seen[:80]}")
