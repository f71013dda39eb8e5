// The keys of the page. Those of one letter can be turned off on the page Help.
"use strict";
document.addEventListener("keydown", e => {
  if (e.ctrlKey || e.altKey || e.metaKey || e.defaultPrevented) return;
  const cell = e.target.closest("[role=grid] td[tabindex]");
  if (cell) {
    const row = cell.parentElement, cells = r => [...r.querySelectorAll("td[tabindex]")];
    const beside = r => r && [...r.children][cell.cellIndex];
    const to = {
      ArrowRight: () => cells(row)[cells(row).indexOf(cell) + 1], ArrowLeft: () => cells(row)[cells(row).indexOf(cell) - 1],
      ArrowDown: () => beside(row.nextElementSibling), ArrowUp: () => beside(row.previousElementSibling),
      Home: () => cells(row)[0], End: () => cells(row).at(-1),
    }[e.key];
    if (!to) return;
    e.preventDefault();
    const next = to();
    if (!next?.hasAttribute("tabindex")) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    return;
  }
  if (document.body.dataset.keys === "off" || e.target.closest("input, select, textarea")) return;
  const does = {
    "/": () => document.getElementById("segment")?.focus(),
    "x": () => document.getElementById("toggle-compare")?.click(),
    "?": () => { location.href = "/help"; },
  }[e.key];
  if (does) { e.preventDefault(); does(); }
});
