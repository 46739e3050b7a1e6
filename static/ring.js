/* A new offer rings on any open page: a sound, the number in the tab's title and on the app's picture, fresh badges. */
(() => {
  "use strict";

  const EVERY = 20000;
  const nav = () => document.querySelector("[data-rada-badges]");
  let sound;
  let known = offers();

  function offers() {
    return Number(nav()?.dataset.radaOffers ?? 0);
  }

  /* Phones let a page sound only after a touch; the first one opens the way. */
  function unlock() {
    sound ??= new (window.AudioContext ?? window.webkitAudioContext)();
    if (sound.state === "suspended") sound.resume();
  }
  if (window.AudioContext ?? window.webkitAudioContext) {
    document.addEventListener("pointerdown", unlock, { passive: true });
    document.addEventListener("keydown", unlock);
  }

  function tone(from, pitch) {
    const voice = sound.createOscillator();
    const volume = sound.createGain();
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.4, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.45);
    voice.connect(volume).connect(sound.destination);
    voice.start(from);
    voice.stop(from + 0.5);
  }

  function ring() {
    document.dispatchEvent(new CustomEvent("rada:ring"));
    navigator.vibrate?.([200, 100, 200]);
    if (!sound || sound.state !== "running") return;
    [0, 0.5, 1].forEach((later) => { tone(sound.currentTime + later, 880); tone(sound.currentTime + later + 0.15, 1175); });
  }

  function show(count) {
    document.title = (count ? "(" + count + ") " : "") + document.title.replace(/^\(\d+\) /, "");
    (count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.())?.catch(() => {});
  }

  function put(badges) {
    nav().querySelectorAll("[data-rada-badge]").forEach((badge) => {
      const count = badges[badge.dataset.radaBadge] ?? 0;
      badge.hidden = !count;
      badge.firstChild.data = String(count);
    });
  }

  async function look() {
    if (!nav() || document.hidden && !sound) return;
    try {
      const answer = await fetch(nav().dataset.radaBadges, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.headers.get("HX-Redirect")) return;
      const { offers: count, badges } = await answer.json();
      put(badges);
      nav().dataset.radaOffers = count;
      if (count > known) ring();
      known = count;
      show(count);
    } catch {
      /* no connection: the next look tells */
    }
  }

  /* A closed portal rings too, where a push service carries it: the browser says how it can be reached. */
  const canBePushed = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  function offerPush() {
    document.querySelectorAll("form[data-rada-push]").forEach((form) => {
      form.querySelector("[data-rada-push-start]").hidden = !canBePushed;
      const lacking = form.parentElement.querySelector("[data-rada-push-lacking]");
      if (lacking) lacking.hidden = canBePushed;
    });
  }

  function bytesOf(base64url) {
    return Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  }

  async function subscribe(form) {
    const worker = await navigator.serviceWorker.ready;
    const asked = { userVisibleOnly: true, applicationServerKey: bytesOf(form.dataset.radaPushKey) };
    const { endpoint, keys } = (await worker.pushManager.subscribe(asked)).toJSON();
    Object.entries({ endpoint, ...keys }).forEach(([name, value]) => { form.elements.namedItem(name).value = value; });
    form.requestSubmit();
  }

  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-rada-push-start]")?.form;
    if (!form) return;
    event.preventDefault();
    subscribe(form).catch(() => form.requestSubmit());
  });
  offerPush();
  document.addEventListener("htmx:load", offerPush);

  if (nav()) {
    show(known);
    setInterval(look, EVERY);
    document.addEventListener("htmx:load", () => show(offers()));
  }
})();
