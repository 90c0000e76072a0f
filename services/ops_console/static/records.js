// Forms about records.
//
//   data-once         a form that is sent once, however often it is clicked
//   data-needs-pick   a button that is of use only while a data-pick checkbox is ticked
//   data-picked       where its form's count of ticked ones stands
"use strict";

const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});

function showPicked() {
  for (const button of document.querySelectorAll("[data-needs-pick]")) {
    const picked = button.form.querySelectorAll("[data-pick]:checked").length;
    button.disabled = picked === 0;
    button.querySelector("[data-picked]").textContent = picked ? `\u00a0${picked}` : "";
  }
}

document.addEventListener("change", showPicked);
window.addEventListener("pageshow", showPicked);
