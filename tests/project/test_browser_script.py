"""What the portal's script adds in a real browser: fresh countdowns by the server's clock, one sending per press."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

from rada.web.clock import VIETNAM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]

SCRIPT = Path(__file__).parents[2] / "static" / "rada.js"
DUE = datetime(2026, 11, 23, 8, 40, tzinfo=VIETNAM)
# Half a minute early: the seconds that a slow browser needs change no whole minute.
HALF_PAST_EIGHT = datetime(2026, 11, 22, 20, 29, 30, tzinfo=VIETNAM)
PHONE_IS_WRONG_BY = timedelta(days=3)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium where it is installed, else the browser that Playwright brought."""
    return {"executable_path": shutil.which("chromium"), "args": ["--headless", "--no-sandbox", "--disable-gpu"]}


def show(page, source, **values):
    with translation.override("en"):
        html = Template("{% load rada_components %}" + source + "{% countdown_words %}").render(Context(values))
    page.set_content(html)
    page.add_script_tag(path=SCRIPT)


def show_clock(page, now):
    page.clock.install(time=now + PHONE_IS_WRONG_BY)
    show(page, "{% clock_chip due now 'care' span_minutes=60 %}", due=DUE, now=now)
    return page.locator("[data-rada-countdown]")


@pytest.mark.parametrize(
    ("later", "words", "tone"),
    [
        (timedelta(0), "1 hour 10 minutes of care time left", ""),
        (timedelta(minutes=12), "58 minutes of care time left", ""),
        (timedelta(hours=3), "40 minutes of care time left", ""),
        (timedelta(hours=12), "10 minutes left", "soon"),
        (timedelta(hours=12, minutes=35), "24 minutes late", "broken"),
    ],
)
def test_a_countdown_follows_the_servers_clock_through_the_night(page, later, words, tone):
    chip = show_clock(page, HALF_PAST_EIGHT)

    page.clock.run_for(later // timedelta(milliseconds=1))

    assert chip.locator("[data-rada-left]").inner_text() == words
    assert chip.get_attribute("class").split()[1:] == ([tone] if tone else [])


def test_the_browser_says_the_same_words_as_the_server(page):
    now = HALF_PAST_EIGHT
    page.clock.install(time=now)
    spans = [0, 1, 42, 60, 80, 179, 180, 359, 2879, 2880, 6000]
    dues = [now + timedelta(minutes=span, seconds=30) for span in spans]
    source = "{% for due in dues %}{% clock_chip due now %}{% endfor %}"
    with translation.override("en"):
        alone = Template("{% load rada_components %}" + source).render(Context({"dues": dues, "now": now}))
    page.set_content(alone)
    from_server = page.locator("[data-rada-left]").all_inner_texts()

    show(page, source, dues=dues, now=now)

    assert page.locator("[data-rada-left]").all_inner_texts() == from_server


def test_pressing_twice_sends_once(page):
    page.set_content('<form action="about:blank"><input name="idempotency_key" value="k"><button>Send</button></form>')
    page.evaluate("""() => { window.sent = 0; }""")
    page.add_script_tag(path=SCRIPT)
    page.evaluate(
        """() => document.addEventListener("submit", (event) => {
            if (!event.defaultPrevented) window.sent += 1;
            event.preventDefault();
        })"""
    )

    page.get_by_role("button").dblclick(force=True)

    assert page.evaluate("window.sent") == 1
    assert page.get_by_role("button").get_attribute("aria-disabled") == "true"


def test_escape_closes_a_sheet_and_gives_the_focus_back(page):
    show(page, "{% confirm_sheet '#' 'Cancel' 'This costs 5 points.' 'k' %}")
    page.locator("summary").click()
    page.get_by_role("button", name="Go back").wait_for()

    page.keyboard.press("Escape")

    assert page.locator("details[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
