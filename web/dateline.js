// Keys: / to the question, j and k from row to row, o opens, e exports, ? helps. All else works without this file.
"use strict";
(() => {
  const OFF = "dateline-keys-off";
  const stored = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  let off = stored();

  const button = document.getElementById("keys-switch");
  const show = () => {
    button.setAttribute("aria-pressed", String(!off));
    button.textContent = off ? "Single keys are off" : "Single keys are on";
  };
  if (button) {
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      off = !off;
      try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* it holds for this page */ }
      show();
    });
  }

  const rows = () => [...document.querySelectorAll(".row")].filter(row => row.querySelector(".open"));
  const step = by => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex(row => row.classList.contains("current"));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    all.forEach(row => row.classList.toggle("current", row === next));
    next.querySelector(".open").focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    "/": () => { const box = document.getElementById("q"); box.focus(); box.select(); },
    j: () => step(1),
    k: () => step(-1),
    o: () => { const row = document.querySelector(".row.current") || rows()[0]; if (row) row.querySelector(".open").click(); },
    e: () => {
      const menu = document.getElementById("export");
      if (!menu) return;
      menu.open = true;
      menu.querySelector("a").focus();
    },
    "?": () => { location.href = "/help#keys"; },
  };
  document.addEventListener("keydown", event => {
    const open = document.querySelector("details.menu[open]");
    if (event.key === "Escape" && open) {
      open.open = false;
      open.querySelector("summary").focus();
      return;
    }
    const inField = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (off || inField || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const act = Object.hasOwn(keys, event.key) && keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  // A menu that was left is closed.
  document.addEventListener("click", event => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
})();
