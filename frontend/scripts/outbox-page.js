/** `/ohne-netz/postausgang/`: what waits on this device, what arrived, and what needs its person once more. */
import { all, put, remove } from "./outbox-store.js";
import { words } from "./words-device.js";

const TONES = { waiting: "sun", arrived: "leaf", needs: "danger" };
const make = (tag, more = {}, ...inside) => { const each = Object.assign(document.createElement(tag), more); each.append(...inside); return each; };

function button(label, act, className = "button outline small") {
  const each = make("button", { type: "button", className, textContent: label });
  each.addEventListener("click", act);
  return each;
}

/** The words go back into the form as a draft, so that nothing has to be typed again. */
function reopen(entry) {
  const kept = entry.fields.filter(([name, value]) => typeof value === "string" && value && !/token|kept|^_/.test(name));
  if (entry.draft) localStorage.setItem(`entwurf:${entry.draft}`, JSON.stringify(kept));
  location.href = entry.url;
}

const ask = () => navigator.serviceWorker.controller?.postMessage("outbox");

/** The person says that it may go out under the sign-in of now. */
async function likeThis(entry) {
  await put({ ...entry, state: "waiting", other: false, whose: document.documentElement.dataset.whose || "" });
  ask();
}

function row(entry, refresh) {
  const when = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const more = entry.files ? ` · ${words.withFile(entry.files)}` : "";
  const acts = make("div", { className: "actions form-gap-s" });
  if (entry.state === "arrived") acts.append(make("a", { className: "button small", href: entry.answer, textContent: words.toReceipt }));
  if (entry.other) acts.append(button(words.sendLikeThis, () => likeThis(entry), "button small"));
  else if (entry.state === "needs") acts.append(button(words.openForm, () => reopen(entry), "button small"));
  if (entry.state === "waiting") acts.append(button(words.sendNow, ask));
  acts.append(button(words.forget, async () => {
    if (entry.state !== "arrived" && !window.confirm(words.forgetSure)) return;
    await remove(entry.id);
    refresh();
  }, "text-button"));
  return make("li", { className: "card form-gap" },
    make("p", {}, make("span", { className: `chip ${TONES[entry.state]}`, textContent: words[entry.state] })),
    make("p", { className: "form-gap-s outbox-text", textContent: entry.number || entry.text }),
    make("p", { className: "meta", textContent: when + more }),
    ...(entry.state === "needs" ? [make("p", { className: "form-gap-s", textContent: entry.other ? words.otherText : entry.look ? words.lookText : words.needsText })] : []), acts);
}

async function show(box) {
  let entries;
  try { entries = await all(); } catch { box.replaceChildren(make("p", { textContent: words.noStore })); return; }
  for (const entry of entries) if (entry.draft && entry.state !== "needs") localStorage.removeItem(`entwurf:${entry.draft}`);
  const rows = entries.reverse().map((entry) => row(entry, () => show(box)));
  box.replaceChildren(rows.length ? make("ul", { className: "outbox-list" }, ...rows) : make("p", { textContent: words.nothing }));
}

const box = document.querySelector("[data-outbox-list]");
if (box) {
  show(box);
  document.addEventListener("outbox", () => show(box));
}
