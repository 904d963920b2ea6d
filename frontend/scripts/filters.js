/** The filter sheet tells the number of hits before it is pressed; switches and picks of a filter form act at once. */
import { words } from "./words.js";

async function count(form, target) {
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) if (!value) query.delete(name, value);
  const answer = await fetch(`${form.dataset.countUrl}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { count: number, label } = await answer.json();
  target.textContent = label || words.hits(number);
}

export function filters(page) {
  for (const form of page.querySelectorAll("form[data-count-url]")) {
    const target = form.querySelector("[data-count]");
    let timer;
    form.addEventListener("change", () => {
      clearTimeout(timer);
      timer = setTimeout(() => count(form, target).catch(() => {}), 150);
    });
  }
  for (const control of page.querySelectorAll("[data-submit-on-change]"))
    control.addEventListener("change", () => control.form.requestSubmit());
  // an open menu closes by Escape and by a press elsewhere, as people expect of a menu
  const open = () => page.querySelectorAll("details.menu[open], details.sheet[open]");
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  page.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    const close = event.target.closest("[data-close]");
    if (!close) return;
    const box = close.closest("details, dialog");
    if (box.tagName === "DIALOG") box.close(); else { box.open = false; box.querySelector("summary").focus(); }
  });
  for (const box of page.querySelectorAll("details.sheet, details.menu")) {
    box.addEventListener("toggle", () => {
      if (!box.open) return;
      for (const other of open()) if (other !== box && !other.contains(box)) other.open = false;
    });
  }
}
