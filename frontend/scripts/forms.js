/** Help while writing: characters left, a warning about private details, a kept draft, and no double sending. */
import { dropPhotos, keepPhoto, photo } from "./outbox-store.js";
import { toast, words } from "./words.js";

const PHONE = /(?:\+49|\b0)[\s/.-]?(?:\(?\d{2,5}\)?)[\s/.-]?\d(?:[\s/.-]?\d){4,}/;
const MAIL = /[\w.+-]+@[\w-]+\.[\w.-]{2,}/;

function counter(area) {
  const out = document.getElementById(area.dataset.counter);
  const most = Number(area.getAttribute("maxlength") || area.dataset.max);
  const show = () => {
    const left = most - area.value.length;
    const number = Math.abs(left).toLocaleString(document.documentElement.lang || "de");
    out.textContent = left < 0 ? words.over(number) : words.left(number);
  };
  area.addEventListener("input", show);
  show();
}

function privacy(area) {
  const note = document.getElementById(area.dataset.privacy);
  const text = note.querySelector("[data-text]");
  const look = () => {
    const found = PHONE.test(area.value) ? words.phone : MAIL.test(area.value) ? words.mail : "";
    if (text.textContent !== found) text.textContent = found;
    note.hidden = !found;
  };
  area.addEventListener("input", look);
  look();
}

/** Passwords, files and hidden fields never enter a draft. */
function fields(form) {
  return [...form.elements].filter((field) => field.name && !("secret" in field.dataset) && !/^(password|file|hidden|submit|button)$/.test(field.type));
}

/** What stands in these fields: name, value, and which one of that name. */
function written(some) {
  const seen = {};
  return some.map((field) => [field.name, field.value, seen[field.name] = (seen[field.name] ?? -1) + 1, /^(radio|checkbox)$/.test(field.type) && !field.checked])
    .filter(([, value, , off]) => value && !off).map((one) => one.slice(0, 3));
}

/** Lines that came with a button are there again, as many as the draft has. */
function grow(form, kept) {
  for (const list of form.querySelectorAll("[data-rows]")) {
    const most = Math.max(0, ...kept.filter(([name]) => name === list.dataset.rows).map(([, , place]) => place ?? 0));
    while (list.querySelectorAll(`[name="${list.dataset.rows}"]`).length <= most) {
      const n = list.children.length, line = list.lastElementChild.cloneNode(true);
      const next = (text) => text.replace(new RegExp(`\\b${n}\\b`), n + 1);
      for (const one of line.querySelectorAll("label")) { one.htmlFor = next(one.htmlFor); one.textContent = next(one.textContent); }
      for (const one of line.querySelectorAll("input")) { one.id = next(one.id); one.value = ""; }
      list.append(line);
    }
  }
}

/** Puts what was kept back into a form and offers to throw them away again. */
function bring(form, kept, thrown) {
  grow(form, kept);
  const before = fields(form).map((field) => [field, field.value, field.checked]);
  const tell = () => { for (const [field] of before) field.dispatchEvent(new Event("input", { bubbles: true })); };
  for (const [name, value, place] of kept)
    fields(form).filter((each) => each.name === name).forEach((field, at) => {
      if (/^(radio|checkbox)$/.test(field.type)) field.checked ||= field.value === value;
      else if (at === (place ?? at)) field.value = value;
    });
  offer(form, () => {
    thrown();
    for (const [field, value, checked] of before) { field.value = value; field.checked = checked; }
    tell();
  });
  tell();
}

function draft(form) {
  const key = `entwurf:${form.dataset.draft}`;
  const save = () => {
    const kept = written(fields(form));
    try { if (kept.length) localStorage.setItem(key, JSON.stringify(kept)); } catch { /* no storage, no draft */ }
  };
  const restore = () => {
    let kept = [];
    try { kept = JSON.parse(localStorage.getItem(key) || "[]"); } catch { return; }
    // a name that the page knows of the account is no sign that the form came back from the town
    if (!kept.length || returned(form) || fields(form).some((field) => /^(text|textarea)/.test(field.type) && !field.autocomplete && field.value)) return;
    bring(form, kept, () => {
      localStorage.removeItem(key);
      for (const field of form.querySelectorAll("input[type=file]")) { field.value = ""; field.dispatchEvent(new Event("change")); }
    });
  };
  restore();
  photos(form);
  form.addEventListener("input", save);
  // should there be no network, the thing that waits names its draft
  form.addEventListener("submit", () => {
    if (!form.elements._entwurf) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "_entwurf", value: form.dataset.draft }));
  });
  window.addEventListener("offline", () => { save(); toast(words.offline); });
}

/** The town has judged these words, and holds the files that were sent with them. */
const returned = (form) => form.querySelector("[name$=kept]:not([value=''])") || document.querySelector(".errors");

/** A chosen picture survives a reload as well; it leaves the device only with the form. */
function photos(form) {
  const there = returned(form);
  if (there) dropPhotos(form.dataset.draft).catch(() => {});
  for (const field of form.querySelectorAll("input[type=file]")) {
    const key = `${form.dataset.draft}:${field.name}`;
    field.addEventListener("change", () => keepPhoto(key, field.files[0]).catch(() => {}));
    if (!there) photo(key).then((file) => {
      if (!file || field.files.length) return;
      const hand = new DataTransfer();
      hand.items.add(file);
      field.files = hand.files;
    }).catch(() => {});
  }
}

function offer(form, undo) {
  const note = Object.assign(document.createElement("div"), { className: "note", role: "status" });
  const text = Object.assign(document.createElement("span"), { textContent: words.restored });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "text-button push", textContent: words.discard });
  button.addEventListener("click", () => { undo(); note.remove(); });
  note.append(text, button);
  form.prepend(note);
}

/** A receipt page names the draft that arrived; only then it may go. */
function forget(page) {
  for (const mark of page.querySelectorAll("[data-draft-done]")) {
    try { localStorage.removeItem(`entwurf:${mark.dataset.draftDone}`); } catch { /* nothing was kept */ }
    dropPhotos(mark.dataset.draftDone).catch(() => {});
  }
}

/** Should it have to wait: under which account it was written, and whether the form came from the device itself. */
function mark(form) {
  const { whose } = document.documentElement.dataset;
  const add = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  if (whose) add("_von", whose);
  if (document.querySelector(".seen-note")) add("_alt", "1");
}

function once(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    event.submitter?.classList.add("waiting");
  });
  // coming back with the browser's arrow shows the form ready again
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent;
    form.querySelectorAll(".waiting").forEach((button) => button.classList.remove("waiting"));
  });
}

/** Not as the page brought it. */
const changed = (field) => (/^(radio|checkbox)$/.test(field.type) ? field.checked !== field.defaultChecked
  : field.options ? [...field.options].some((one) => one.selected !== one.defaultSelected) : field.value !== field.defaultValue);
const names = (form) => fields(form).map((field) => field.name).join();

/** Who was signed out meanwhile meets the sign-in on sending, and then the form again: with the words, which this tab kept. */
function overSignIn(page) {
  const key = "abgemeldet", keep = (sent) => sessionStorage.setItem(key, JSON.stringify(sent));
  const { whose } = document.documentElement.dataset;
  const all = [...page.querySelectorAll("main form[method=post]:not([data-draft])")];
  try {
    const sent = JSON.parse(sessionStorage.getItem(key));
    if (/^(\/en)?\/konto\//.test(location.pathname)) { if (sent) keep({ ...sent, away: true }); return; }
    sessionStorage.removeItem(key);
    const form = sent?.away && sent.whose === whose && all.find((one) => one.action === sent.action && names(one) === sent.names);
    if (form) {
      for (let at = form.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
      bring(form, sent.kept, () => {});
      page.querySelector(".words-again")?.remove(); // what the desk kept for people without scripts
    }
    for (const one of all) one.addEventListener("submit", () => {
      keep({ whose, action: one.action, names: names(one), kept: written(fields(one).filter(changed)) });
    });
  } catch { /* no storage, nothing is kept */ }
}

export function forms(page) {
  forget(page);
  page.querySelectorAll("textarea[data-counter], input[data-counter]").forEach(counter);
  page.querySelectorAll("[data-privacy]").forEach(privacy);
  page.querySelectorAll("form[data-draft]").forEach(draft);
  page.querySelectorAll("form:has(input[name=form_token])").forEach(mark);
  page.querySelectorAll("form[method=post]:not([data-display])").forEach(once);
  overSignIn(page);
  const errors = page.querySelector(".errors");
  if (errors) {
    // a form sent from below a skip link or an error's link comes back with that anchor, which would take the focus
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
    errors.focus();
  }
  for (const tick of page.querySelectorAll("[data-show]")) {
    const target = document.getElementById(tick.dataset.show);
    const group = tick.type === "radio" ? page.querySelectorAll(`input[name="${CSS.escape(tick.name)}"]`) : [tick];
    const show = () => { target.hidden = !tick.checked; };
    group.forEach((each) => each.addEventListener("change", show));
    show();
  }
}
