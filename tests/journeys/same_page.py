"""The page that stands in the browser beside the page that a fresh request gets, both parsed."""

# Keys, messages that are told once, and what the script itself adds say nothing about the swap; minutes may pass.
BOTH = r"""async () => {
  const every = (page, what, then) => page.querySelectorAll(what).forEach(then);
  const whole = (body) => {
    const page = new DOMParser().parseFromString("<body>" + body.innerHTML + "</body>", "text/html").body;
    every(page, "[role=status], [data-rada-restored]", (part) => part.remove());
    every(page, "[name=csrfmiddlewaretoken], [name=idempotency_key]", (key) => key.setAttribute("value", ""));
    every(page, "[data-rada-now]", (chip) => { chip.removeAttribute("data-rada-now"); chip.textContent = ""; });
    every(page, "[data-rada-close], [data-rada-push-start]", (button) => { button.hidden = true; });
    every(page, "[data-rada-sent], [data-rada-held], [tabindex='-1']", (part) => {
      ["data-rada-sent", "data-rada-held", "aria-disabled", "tabindex"].forEach((name) => part.removeAttribute(name));
    });
    every(page, "[class]", (part) => {
      part.className = [...part.classList].filter((name) => !name.startsWith("htmx-")).join(" ");
    });
    return page.innerHTML.replace(/\s+/g, " ");
  };
  const answer = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  return [whole(document.body), whole(fresh)];
}"""
