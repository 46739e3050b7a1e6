/* Drafts: what is typed into a form outlives a lost connection, a closed tab and a failed submit, on this phone alone.
   A form whose answer never came keeps its key too, so that sending it again is never sending it twice. */
(() => {
  "use strict";
  if (!window.htmx) return;

  const PREFIX = "rada-draft:";
  const KEPT_FOR = 3 * 24 * 3600 * 1000;
  const NOT_TYPED = ["hidden", "file", "password", "submit", "button"];
  const words = () => document.getElementById("rada-words")?.dataset ?? {};
  const sent = new WeakMap();

  function keeps(form) {
    return form.matches("form[data-rada-once]") && !form.querySelector("[type=password]")
      && (form.matches("[data-rada-draft]") || form.querySelector("textarea") !== null);
  }

  function typed(form) {
    return [...form.elements].filter((field) => field.name && !NOT_TYPED.includes(field.type));
  }

  /* One draft for each form of each person: its address, and what it is about where several go to one address. Photos
     that were taken meanwhile are no part of its name. */
  function nameOf(form) {
    const about = [...form.querySelectorAll("input[type=hidden]")]
      .filter(({ name }) => !["csrfmiddlewaretoken", "idempotency_key", "cost_shown"].includes(name) && !name.endsWith("-kept"))
      .map(({ name, value }) => name + "=" + value).filter((part) => part.length < 80);
    return PREFIX + (document.body.dataset.radaWho ?? "") + ":" + new URL(form.action).pathname + "?" + about.join("&");
  }

  function read(name) {
    try {
      const draft = JSON.parse(localStorage.getItem(name));
      return draft && Date.now() - draft.at < KEPT_FOR ? draft : null;
    } catch {
      return null;
    }
  }

  function write(name, draft) {
    try {
      localStorage.setItem(name, JSON.stringify(draft));
    } catch {
      /* no room, or a private window: the page works without drafts */
    }
  }

  function keep(form, key = "") {
    const fields = typed(form).map((field) => [field.name, field.value, Boolean(field.checked)]);
    write(nameOf(form), { at: Date.now(), key, fields });
  }

  function restore(form) {
    const name = nameOf(form);
    const draft = read(name);
    if (!draft || form.querySelector("[data-rada-restored]")) return;
    let isChanged = false;
    const waiting = [...draft.fields];
    for (const field of typed(form)) {
      const isBox = ["checkbox", "radio"].includes(field.type);
      const at = waiting.findIndex(([known, value]) => known === field.name && (!isBox || value === field.value));
      if (at < 0) continue;
      const [, value, checked] = waiting.splice(at, 1)[0];
      if (isBox ? field.checked !== checked : field.value !== value) isChanged = true;
      if (isBox) field.checked = checked; else field.value = value;
    }
    if (draft.key) form.elements.namedItem("idempotency_key").value = draft.key;
    if (isChanged || draft.key) tellOf(form, name);
  }

  function tellOf(form, name) {
    const note = document.createElement("p");
    const drop = document.createElement("button");
    note.className = "note accent";
    note.dataset.radaRestored = "";
    note.append(words().draftRestored ?? "");
    drop.type = "button";
    drop.className = "button small quiet";
    drop.textContent = words().draftDrop ?? "";
    drop.addEventListener("click", () => { localStorage.removeItem(name); location.reload(); });
    note.append(" ", drop);
    form.prepend(note);
  }

  let waiting;
  function noteChange(event) {
    const form = event.target.form;
    if (!form || !keeps(form)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (form.isConnected) keep(form); }, 300);
  }
  document.addEventListener("input", noteChange);
  document.addEventListener("change", noteChange);

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches?.("form") || !keeps(form)) return;
    clearTimeout(waiting);
    sent.set(form, nameOf(form));
    keep(form, form.elements.namedItem("idempotency_key").value);
  });

  /* Done: the draft goes. Refused: it stays without its key, for the next try is another one. No answer: both stay. */
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const name = sent.get(event.detail.elt);
    const status = event.detail.xhr.status;
    if (!name || status >= 500) return;
    if (status < 400) localStorage.removeItem(name);
    else {
      const draft = read(name);
      if (draft) write(name, { ...draft, key: "" });
    }
  });

  function restoreAll() {
    document.querySelectorAll("form[data-rada-once]").forEach((form) => { if (keeps(form)) restore(form); });
  }

  /* Who signs out leaves nothing behind on a shared phone. */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-rada-leave]")) return;
    clearTimeout(waiting);
    Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => localStorage.removeItem(name));
  });

  Object.keys(localStorage).filter((name) => name.startsWith(PREFIX) && !read(name)).forEach((name) => localStorage.removeItem(name));
  restoreAll();
  document.addEventListener("htmx:load", restoreAll);
})();
