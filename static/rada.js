/* What makes the portal quicker; every page works without it. No inline script, no evaluation. */
(() => {
  "use strict";

  const MINUTE = 60000;
  const words = document.getElementById("rada-words")?.dataset ?? {};

  /* Countdowns. The server says the due instant and its own present; the phone's clock only measures what passed since. */
  const offsets = new WeakMap();

  function serverNow(chip) {
    if (!offsets.has(chip)) offsets.set(chip, Date.parse(chip.dataset.radaNow) - Date.now());
    return Date.now() + offsets.get(chip);
  }

  function restsOf(chip) {
    return chip.dataset.radaRests.split(" ").filter(Boolean).map((pair) => pair.split("/").map(Date.parse));
  }

  function runningUntil(due, now, rests) {
    const resting = rests.reduce((sum, [since, to]) => sum + Math.max(0, Math.min(due, to) - Math.max(now, since)), 0);
    return due - now - resting;
  }

  function unit(name, count) {
    return count === 1 ? words[name + "One"] : words[name + "Many"].replace("{n}", count);
  }

  /* The same roundings as the server's wording: down, two units only while minutes still matter. */
  function span(minutes, days) {
    if (minutes < 1) return words.moment;
    if (minutes < 60) return unit("minute", minutes);
    if (days && minutes >= 2880) return unit("day", Math.floor(minutes / 1440));
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    return hours < 3 && rest ? unit("hour", hours) + " " + unit("minute", rest) : unit("hour", hours);
  }

  function refresh(chip) {
    const now = serverNow(chip);
    const due = Date.parse(chip.dataset.radaDue);
    const rests = restsOf(chip).filter(([, to]) => to > now);
    const care = "radaCare" in chip.dataset && rests.length > 0;
    const isLate = now > due;
    const left = isLate ? now - due : runningUntil(due, now, rests);
    const isSoon = !isLate && left <= Number(chip.dataset.radaSoon) * MINUTE;
    const isResting = rests.some(([since]) => since <= now);
    const sentence = isLate ? words.late : care ? words.careLeft : words.left;
    chip.querySelector("[data-rada-left]").textContent = sentence.replace("{span}", span(Math.floor(left / MINUTE), isLate || !care));
    chip.classList.toggle("soon", isSoon);
    chip.classList.toggle("broken", isLate);
    const picture = chip.querySelector("use");
    const name = isLate ? "late" : isSoon ? "soon" : isResting ? "rest" : "clock";
    picture?.setAttribute("href", picture.getAttribute("href").replace(/#.*$/, "#" + name));
  }

  function refreshAll() {
    if (!document.hidden && words.left) document.querySelectorAll("[data-rada-countdown]").forEach(refresh);
  }

  refreshAll();
  setInterval(refreshAll, 5000);
  document.addEventListener("visibilitychange", refreshAll);

  /* One press, one sending. The key in the form makes a repeat harmless; this only spares people the wait. */
  const SENT_FOR = 15000;

  function hold(form) {
    form.dataset.radaSent = "yes";
    form.querySelectorAll("button:not([type=button])").forEach((button) => {
      button.setAttribute("aria-disabled", "true");
      button.dataset.radaHeld = "yes";
    });
    setTimeout(() => release(form), SENT_FOR);
  }

  function release(form) {
    delete form.dataset.radaSent;
    form.querySelectorAll("[data-rada-held]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("data-rada-held");
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.elements.namedItem("idempotency_key")) return;
    if (form.dataset.radaSent) {
      event.preventDefault();
      return;
    }
    hold(form);
  });

  function releaseAll() {
    document.querySelectorAll("form[data-rada-sent]").forEach(release);
  }

  window.addEventListener("pageshow", releaseAll);
  document.addEventListener("htmx:afterRequest", releaseAll);

  /* A form that htmx sends is answered by a whole page, whatever its status. Where the line or the server failed, the
     page stays as it is with what was typed, and the form says so. */
  const isForm = (element) => element?.matches?.("form[hx-boost]") ?? false;

  function say(form, text) {
    form.querySelector("[data-rada-unsent]")?.remove();
    if (!text) return;
    const note = document.createElement("p");
    note.className = "note broken";
    note.dataset.radaUnsent = "";
    note.setAttribute("role", "alert");
    note.textContent = text;
    form.append(note);
    note.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (!isForm(form)) return;
    if (form.dataset.radaSent) {
      event.preventDefault();
      return;
    }
    say(form, "");
    hold(form);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const isPage = (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/html");
    if (!isForm(requestConfig.elt)) return;
    event.detail.shouldSwap = isPage && xhr.status < 500;
    event.detail.isError = !event.detail.shouldSwap;
    if (!event.detail.shouldSwap) say(requestConfig.elt, words.busy);
  });

  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, (event) => {
    if (isForm(event.detail.elt)) say(event.detail.elt, words.unsent);
  }));

  document.addEventListener("htmx:afterSettle", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (!isForm(form)) return;
    const stays = event.detail.xhr.status < 400 ? document.getElementById(form.dataset.radaStay ?? "") : null;
    if (stays) {
      stays.focus({ preventScroll: true });
      return;
    }
    const stop = document.querySelector("[aria-invalid=true]:not([type=hidden]), [role=alert], .messages") ?? document.getElementById("content");
    if (!stop.matches("input, select, textarea, button, a, [tabindex]")) stop.tabIndex = -1;
    stop.focus({ preventScroll: stop.id === "content" });
  });

  /* How much of a photo has gone out. The words change in steps, so that a screen reader is not talked over. */
  document.addEventListener("htmx:xhr:progress", (event) => {
    const shown = event.target.querySelector?.("[data-rada-progress]");
    if (!shown || !event.detail.lengthComputable) return;
    const percent = Math.floor(100 * event.detail.loaded / event.detail.total);
    const said = percent < 100 ? shown.dataset.radaSending.replace("{percent}", percent - percent % 25) : shown.dataset.radaReading;
    const status = shown.querySelector("[role=status]");
    event.target.dataset.radaSent = "yes"; // a large photo takes longer than a form is held
    shown.hidden = false;
    shown.querySelector("progress").value = percent;
    if (status.textContent !== said) status.textContent = said;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    event.target.querySelectorAll?.("[data-rada-progress]").forEach((shown) => { shown.hidden = true; });
  });

  /* Sheets are <details>. Here they learn Escape, a "go back" button, and to keep the focus while they are open. */
  const FOCUSABLE = "a[href], button:not([hidden]), input:not([type=hidden]), select, textarea";
  const openSheet = () => document.querySelector("details[data-rada-sheet][open]");

  function closeSheet(sheet) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }

  document.addEventListener("toggle", (event) => {
    const sheet = event.target;
    if (!sheet.matches?.("details[data-rada-sheet]") || !sheet.open) return;
    document.querySelectorAll("details[data-rada-sheet][open]").forEach((other) => { if (other !== sheet) other.open = false; });
    sheet.querySelectorAll("[data-rada-close]").forEach((button) => { button.hidden = false; });
    sheet.querySelector(".sheet-body").focus({ preventScroll: true });
  }, true);

  document.addEventListener("keydown", (event) => {
    const sheet = openSheet();
    if (!sheet || event.isComposing) return;
    if (event.key === "Escape") closeSheet(sheet);
    if (event.key !== "Tab") return;
    const stops = [...sheet.querySelector(".sheet-body").querySelectorAll(FOCUSABLE)].filter((stop) => stop.offsetParent !== null || stop.getClientRects().length);
    if (!stops.length) return;
    const inside = stops.indexOf(document.activeElement);
    const leaves = event.shiftKey ? inside <= 0 : inside === stops.length - 1;
    if (!leaves) return;
    event.preventDefault();
    stops[event.shiftKey ? stops.length - 1 : 0].focus();
  });

  /* A quick reply is written into the box, to be read once more before it is sent. */
  document.addEventListener("click", (event) => {
    const reply = event.target.closest("[data-rada-say]");
    const box = document.getElementById("reply_text");
    if (!reply || !box) return;
    event.preventDefault();
    box.value = reply.dataset.radaSay;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-rada-close]");
    if (close) closeSheet(close.closest("details"));
    event.target.closest("[data-rada-dismiss]")?.closest("[data-rada-message]").remove();
  });

  function reveal() {
    openSheet()?.querySelectorAll("[data-rada-close]").forEach((button) => { button.hidden = false; });
    document.querySelectorAll("[data-rada-dismiss]").forEach((button) => { button.hidden = false; });
  }

  /* A text to hand on gets a button that copies it. */
  function offerCopies() {
    document.querySelectorAll("[data-rada-copy]:not([data-rada-copy=ready])").forEach((field) => {
      const button = document.createElement("button");
      field.dataset.radaCopy = "ready";
      button.type = "button";
      button.className = "button quiet";
      button.textContent = words.copy;
      button.addEventListener("click", () => navigator.clipboard.writeText(field.value).then(
        () => { button.textContent = words.copied; },
        () => { field.focus(); field.select(); },
      ));
      field.after(button);
    });
  }

  if (document.querySelector("link[rel=manifest]")) navigator.serviceWorker?.register("/sw.js").catch(() => {});

  reveal();
  offerCopies();
  document.addEventListener("htmx:load", () => { reveal(); offerCopies(); refreshAll(); });
})();
