/** Small buttons: copy, share, print, open a dialog, count ticked rows, look at a password. */
import { toast, words } from "./words.js";

async function copy(text) {
  try { await navigator.clipboard.writeText(text); toast(words.copied); } catch { toast(words.copyFailed); }
}

async function share(button) {
  const data = { title: button.dataset.title || document.title, url: new URL(button.dataset.url || "", location.href).href };
  if (!navigator.share) { await copy(data.url); return; }
  try { await navigator.share(data); } catch (error) { if (error.name !== "AbortError") await copy(data.url); }
}

function ticks(form) {
  const out = form.querySelector("[data-chosen]");
  const show = () => { out.textContent = words.chosen(form.querySelectorAll(".tick input:checked").length); };
  form.addEventListener("change", show);
  show();
}

/** A password can be looked at while it is typed; it is covered again before it is sent. */
function peek(field) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "text-button" });
  const show = (seen) => {
    field.type = seen ? "text" : "password";
    button.textContent = seen ? words.cover : words.peek;
  };
  button.setAttribute("aria-controls", field.id);
  field.dataset.secret = "";
  show(false);
  button.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
  field.after(button);
}

export function small(page) {
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-share], [data-print], [data-dialog]");
    if (!button) return;
    if (button.dataset.copy !== undefined) copy(button.dataset.copy || location.href);
    else if (button.dataset.share !== undefined) share(button);
    else if (button.dataset.print !== undefined) window.print();
    else {
      const dialog = document.getElementById(button.dataset.dialog);
      if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
    }
  });
  page.querySelectorAll("form:has([data-chosen])").forEach(ticks);
  page.querySelectorAll("input[type=password]").forEach(peek);
}
