/** Suggestions while typing: a combobox after ARIA 1.2. In a search they lead on, with `data-fill` they fill the field. */
import { words } from "./words.js";

const WAIT = 200;
const SHORTEST = 2;

function combobox(input) {
  const fill = "fill" in input.dataset, box = fill ? input.parentElement : input.form;
  const list = Object.assign(document.createElement("ul"), { className: "suggest", id: `${input.id}-vorschlaege`, hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "sr" });
  const known = new Map();
  let asked, timer, at = -1;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.suggestions);
  status.setAttribute("role", "status");
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);
  box.classList.toggle("suggest-box", fill);
  box.append(list);
  if (fill) box.append(status);
  else box.after(status);

  const options = () => [...list.children];
  const choose = (number) => {
    at = number;
    options().forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", options()[at].id);
    options()[at].scrollIntoView({ block: "nearest" });
  };
  const open = (yes) => {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) choose(-1);
  };
  const take = (option) => {
    if (!fill) { location.href = option.dataset.url; return; }
    input.value = option.dataset.value;
    open(false);
  };
  const show = (entries) => {
    list.replaceChildren(...entries.map((entry, index) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${index}` });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset[fill ? "value" : "url"] = fill ? entry.value : entry.url;
      const title = Object.assign(document.createElement("span"), { textContent: entry.title, lang: "de" });
      option.append(title, Object.assign(document.createElement("small"), { textContent: entry.kind }));
      return option;
    }));
    open(entries.length > 0);
    status.textContent = words.suggested(entries.length);
  };
  const ask = async (text) => {
    asked?.abort();
    if (known.has(text)) { show(known.get(text)); return; }
    asked = new AbortController();
    const answer = await fetch(`${input.dataset.suggest}${input.dataset.suggest.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { entries } = await answer.json();
    known.set(text, entries);
    if (input.value.trim() === text && document.activeElement === input) show(entries);
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    choose(-1);
    const text = input.value.trim();
    if (text.length < SHORTEST) { asked?.abort(); open(false); status.textContent = ""; return; }
    timer = setTimeout(() => ask(text).catch(() => {}), WAIT); // no network, no suggestions: the form still searches
  });
  input.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); open(false); return; }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(options()[at]); return; }
    if (!/^Arrow(Down|Up)$/.test(event.key) || last < 0) return;
    event.preventDefault();
    const down = event.key === "ArrowDown";
    if (list.hidden) { open(true); choose(down ? 0 : last); return; }
    choose(down ? (at === last ? -1 : at + 1) : at < 0 ? last : at - 1);
  });
  input.addEventListener("blur", () => { clearTimeout(timer); open(false); });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) take(option);
  });
}

export function suggest(page) {
  page.querySelectorAll("input[data-suggest]").forEach(combobox);
  // the search in the header is ready for typing as soon as it opens
  for (const box of page.querySelectorAll("details.search-menu"))
    box.addEventListener("toggle", () => { if (box.open) box.querySelector("input").focus(); });
}
