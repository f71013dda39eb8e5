// The page follows the answers that come in: after each change it is fetched again, and its
// main part replaced. It waits while it is not looked at, while a form is being filled in, and
// where the reader asks for less motion.
"use strict";
(() => {
  const status = document.getElementById("status"), calm = matchMedia("(prefers-reduced-motion: reduce)");
  const main = () => document.getElementById("main");
  const stops = () => [...main().querySelectorAll("a, button, input, select, summary, [tabindex]")];
  const dirty = () => [...main().querySelectorAll("input:not([type=hidden])")].some(i => i.value !== i.defaultValue);
  let stale = false, busy = false;
  async function update() {
    stale = true;
    if (busy || document.hidden) return;
    if (calm.matches || dirty()) { status.textContent = "There are new figures: load the page again."; return; }
    busy = true;
    try {
      while (stale) {
        stale = false;
        const answer = await fetch(location.href, {headers: {Accept: "text/html"}});
        if (!answer.ok || answer.redirected) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (dirty()) { stale = true; return; }
        const at = stops().indexOf(document.activeElement), id = document.activeElement.id;
        const open = [...main().querySelectorAll("details[open]")].map(d => d.id);
        main().replaceWith(page.getElementById("main"));
        for (const d of open) document.getElementById(d)?.setAttribute("open", "");
        if (at >= 0) (document.getElementById(id) || stops()[at] || main()).focus({preventScroll: true});
        status.textContent = page.getElementById("status").textContent;
      }
    } catch { // the service is away: the stream tries again
    } finally { busy = false; }
  }
  new EventSource("/changes").addEventListener("change", update);
  document.addEventListener("visibilitychange", () => { if (stale) update(); });
})();
