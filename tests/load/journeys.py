"""What people and programs do, for locust: each asks once in LOAD_PACE seconds at most, and waits for the answer.

`LOAD_IDENTITIES` names the file of `identities.py`, `LOAD_PART` which of its customers take part (`2/5`): no order and
no key is met by two, and limits count everybody for themselves. It imports neither Django nor the project.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from locust import FastHttpUser, constant_pacing, task
from locust.exception import StopUser
from requests.cookies import create_cookie

from tests.pages import Form, forms_of

WORLD: dict[str, Any] = json.loads(Path(os.environ["LOAD_IDENTITIES"]).read_text(encoding="utf-8"))
PART, PARTS = map(int, os.environ.get("LOAD_PART", "0/1").split("/"))
OWNERS = cycle(WORLD["owners"][PART:] + WORLD["owners"][:PART])
CUSTOMERS = iter(WORLD["customers"][PART::PARTS])
PROGRAMS = cycle(WORLD["programs"])
PHOTO = base64.b64decode(WORLD["photo"])
TRIAL_CODE = re.compile(r"<span>[^<]*\b(\d{6})\b[^<]*</span>")
ORDERS_A_SESSION, LOOKS, BATCHES = 6, 6, 8


class Person(FastHttpUser):
    """One journey after the other, a step at a time."""

    abstract = True
    wait_time = constant_pacing(float(os.environ["LOAD_PACE"]))

    def on_start(self) -> None:
        """Begin the first journey."""
        self.steps = self.journey()

    @task
    def step(self) -> None:
        """The next step; after the last, or where a page does not hold what comes next, a new journey begins."""
        try:
            if next(self.steps, None) is not None:
                return
        except LookupError as missing:
            self.environment.events.request.fire(
                request_type="page", name=type(self).__name__, response_time=0, response_length=0, exception=missing,
                context={},
            )  # fmt: skip
        self.steps = self.journey()

    def journey(self) -> Iterator[str]:
        """The steps, each named when it is done."""
        raise NotImplementedError

    def page(self, path: str, name: str) -> str:
        """A page that opens."""
        return self.asked("GET", path, name, 200).text or ""

    def press(
        self, form: Form, name: str, *, to: str = "", answered: int = 302, files: Any = None, **typed: str
    ) -> Any:
        """Send a form of a page as a browser does; `to` is the page's own address, for a form that names none."""
        data = {field: values[0] for field, values in form.data(**typed).items()}
        sent = {"data": data} if files is None else multipart(data, files)
        return self.asked("POST", form.action or to, name, answered, **sent)

    def asked(self, method: str, path: str, name: str, answered: int, **sent: Any) -> Any:
        """Ask; anything but this status is a failure."""
        with self.client.request(method, path, name=name, allow_redirects=False, catch_response=True, **sent) as answer:
            if answer.status_code == answered:
                answer.success()
            else:
                answer.failure(f"{answer.status_code} instead of {answered}")
        return answer


def forms_to(page: str, action: str) -> list[Form]:
    """The forms of a page that are sent to an address of this shape."""
    return [form for form in forms_of(page) if form.method == "post" and re.fullmatch(action, form.action)]


def form_to(page: str, action: str) -> Form:
    """The first of them. Raises LookupError where there is none."""
    found = forms_to(page, action)
    if not found:
        raise LookupError(f"no form to {action}")
    return found[0]


def code_on(page: str) -> str:
    """The code by phone, as a trial shows it. Raises LookupError where there is none."""
    found = TRIAL_CODE.search(page)
    if found is None:
        raise LookupError("no code")
    return found[1]


def multipart(data: dict[str, str], files: dict[str, bytes]) -> dict[str, Any]:
    """A body with files, as a browser sends it."""
    edge = secrets.token_hex(16)
    parts = [f'form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in data.items()]
    parts += [
        f'form-data; name="{name}"; filename="IMG_1.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode() + content
        for name, content in files.items()
    ]
    body = b"".join(f"--{edge}\r\nContent-Disposition: ".encode() + part + b"\r\n" for part in parts)
    return {
        "data": body + f"--{edge}--\r\n".encode(),
        "headers": {"Content-Type": f"multipart/form-data; boundary={edge}"},
    }


class Partner(Person):
    """Signs in, or did so long ago; then takes offer after offer and writes to its customer."""

    weight = 5

    def on_start(self) -> None:
        """One person of one partner, whom nobody else plays."""
        self.owner = next(OWNERS)
        super().on_start()

    def journey(self) -> Iterator[str]:
        """Sign in, list, order page, accept, message."""
        self.client.cookiejar.clear()
        if self.owner["session"]:
            self.client.cookiejar.set_cookie(create_cookie(WORLD["session_cookie"], self.owner["session"]))
        else:
            form = form_to(self.page("/sign-in/", "portal: sign-in page"), "")
            yield "sign-in page"
            who = {"username": self.owner["name"], "password": WORLD["password"]}
            self.press(form, "portal: sign in", to="/sign-in/", **who)
            yield "sign in"
        for _order in range(ORDERS_A_SESSION):
            offered = forms_to(self.page("/today/", "portal: today"), r"/orders/\d+/accept/")
            yield "today"
            self.page("/orders/", "portal: list")
            yield "list"
            if not offered:
                continue
            order = offered[0].action.removesuffix("accept/")
            self.page(order, "portal: order page")
            yield "order page"
            self.press(offered[0], "portal: accept")
            yield "accept"
            chat = form_to(self.page(order, "portal: order page"), rf"{order}reply/")
            yield "order page"
            self.press(chat, "portal: message", text="Dạ em tới ngay")
            yield "message"


class Customer(Person):
    """Opens the link, looks again and again, approves, writes, sends the photo."""

    weight = 3

    def journey(self) -> Iterator[str]:
        """Link, track, approve, message, photo."""
        who = next(CUSTOMERS, None)
        if who is None:
            raise StopUser
        self.client.cookiejar.clear()
        order = f"/c/{who['code']}/"
        self.asked("GET", f"/o/{who['token']}/", "customer: link", 302)
        yield "link"
        page = self.page(order, "customer: order page")
        yield "order page"
        for _look in range(LOOKS):
            self.asked("GET", f"{order}promises/", "customer: promises", 200)
            yield "promises"
        step = self.press(form_to(page, rf"{order}quotes/\d+/"), "customer: approve", answered=409, answer="all").text
        yield "approve"
        self.press(form_to(step, rf"{order}quotes/\d+/"), "customer: code", confirm_code=code_on(step))
        yield "code"
        page = self.page(order, "customer: order page")
        yield "order page"
        self.press(form_to(page, rf"{order}message/"), "customer: message", text="Mấy giờ thợ tới ạ?")
        yield "message"
        self.press(form_to(page, rf"{order}receipt-photo/"), "customer: photo", files={"camera": PHOTO})
        yield "photo"


class Program(Person):
    """Reads by its token, writes events with keys of its own, and keeps in step by `?after=`."""

    weight = 2

    def journey(self) -> Iterator[str]:
        """Lists, then for each order: read, write events, read on."""
        who = next(PROGRAMS)
        self.shown = {"Authorization": f"Bearer {who['token']}"}
        self.read("assignments?limit=20", "api: list")
        yield "list"
        for turn in range(BATCHES):
            job = f"assignments/{who['jobs'][turn % len(who['jobs'])]}"
            self.read(job, "api: assignment")
            yield "assignment"
            after = self.read(f"{job}/events", "api: events").json()["next"]
            yield "events"
            self.write(f"{job}/events", who["member"], {"kind": "message", "text": "Dạ em tới ngay"})
            yield "write events"
            self.read(f"{job}/events?after={after}", "api: events after")
            yield "events after"

    def read(self, path: str, name: str) -> Any:
        """Read as Rada's program."""
        return self.asked("GET", f"/api/v1/{path}", name, 200, headers=self.shown)

    def write(self, path: str, member: int, *events: dict[str, Any]) -> Any:
        """Write events for a member, each with an id and the request with a key of its own."""
        body = {"events": [{"id": secrets.token_hex(16), **event} for event in events]}
        headers = {**self.shown, "Rada-Acting-For": f"member:{member}", "Idempotency-Key": secrets.token_hex(16)}
        return self.asked("POST", f"/api/v1/{path}", "api: write events", 200, json=body, headers=headers)
