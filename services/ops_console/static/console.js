// The console's own script: polling, what is shown while the server is away, and the keyboard.
//
//   data-poll="2000"   asks htmx for this part anew every so many milliseconds (hx-trigger="poll")
//   data-row           a link that j and k walk through; x ticks the checkbox of its row
//   data-all           a checkbox that ticks every data-pick checkbox of its form
//   data-go, data-search, data-help    see the frame
"use strict";

// Polling. A hidden tab asks nothing; when it is looked at again it asks at once.

const polled = () => document.querySelectorAll("[data-poll]");
const lastAsked = new WeakMap();

function poll(now) {
  if (document.hidden) return;
  for (const part of polled()) {
    if (now - (lastAsked.get(part) ?? pageShownAt) < Number(part.dataset.poll)) continue;
    lastAsked.set(part, now);
    part.dispatchEvent(new CustomEvent("poll"));
  }
}

const pageShownAt = performance.now();
setInterval(() => poll(performance.now()), 250);
document.addEventListener("visibilitychange", () => {
  polled().forEach((part) => lastAsked.set(part, -Infinity));
  poll(performance.now());
});

// Reconnecting. Old figures stay, greyed and with their age; nothing ever falls back to zero.

const banner = document.querySelector("[data-lost]");
let answeredAt = performance.now();

function showLost(lost) {
  banner.hidden = !lost;
  polled().forEach((part) => part.toggleAttribute("data-stale", lost));
  showAge();
}

function showAge() {
  const seconds = Math.round((performance.now() - answeredAt) / 1000);
  const age = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  document.querySelector("[data-lost-age]").textContent = age;
}

document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response.status >= 400) return;
  answeredAt = performance.now();
  showLost(false);
});
document.addEventListener("htmx:error", () => showLost(true));
document.addEventListener("htmx:response:error", () => showLost(true));
setInterval(() => banner.hidden || showAge(), 1000);

// Keyboard.

const ROW = "tr, li, article";
const WAIT_FOR_SECOND_KEY_MS = 1500;
const help = document.querySelector("[data-help-dialog]");
let goPressedAt = -Infinity;

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  const at = rows.findIndex((row) => row.closest(ROW)?.contains(document.activeElement));
  rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}

function tick() {
  document.activeElement?.closest(ROW)?.querySelector("input[type=checkbox]")?.click();
}

const KEYS = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => help.showModal(),
  j: () => walk(1),
  k: () => walk(-1),
  x: tick,
};

function pressed(event) {
  if (event.timeStamp - goPressedAt < WAIT_FOR_SECOND_KEY_MS) {
    goPressedAt = -Infinity;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) return () => link.click();
  }
  if (event.key === "g") return () => (goPressedAt = event.timeStamp);
  return KEYS[event.key];
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll(".who[open]").forEach((menu) => (menu.open = false));
    if (!help.open) document.activeElement?.blur();
  }
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (typing || help.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = pressed(event);
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) help.showModal();
  document.querySelectorAll(".who[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all]")) return;
  const picks = event.target.form.querySelectorAll("[data-pick]");
  picks.forEach((pick) => (pick.checked = event.target.checked));
});
