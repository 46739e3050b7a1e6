/* What makes the desk quicker; every page works without it. A photo opens in its own tab where there is no script. */
(() => {
  "use strict";

  const dialog = () => document.getElementById("desk-zoom");

  document.addEventListener("click", (event) => {
    const photo = event.target.closest("a[data-rada-zoom]");
    if (photo && dialog() && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const whole = dialog().querySelector("img");
      whole.src = photo.href;
      whole.alt = photo.querySelector("img").alt;
      dialog().classList.remove("whole");
      dialog().showModal();
    } else if (event.target.closest("[data-rada-whole]")) {
      dialog().classList.toggle("whole");
    } else if (event.target === dialog()) {
      dialog().close();
    }
  });
})();
