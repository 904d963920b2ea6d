/** Messages on this device: asks the browser, tells the town, and says honestly when it can not or may not. */
import { words } from "./words-device.js";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const able = () => window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function subscription() {
  const worker = await navigator.serviceWorker.ready;
  return worker.pushManager.getSubscription();
}

/** The browser's address for messages; an old one under another key of the town is replaced. */
async function subscribe(key) {
  const worker = await navigator.serviceWorker.ready;
  const wanted = bytes(key);
  const old = await worker.pushManager.getSubscription();
  const same = old?.options.applicationServerKey && new Uint8Array(old.options.applicationServerKey).every((b, n) => b === wanted[n]);
  if (old && same) return old;
  await old?.unsubscribe();
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
}

async function tell(box, name, more = {}, known = null) {
  const sub = known || await subscription();
  if (!sub) return { follows: [] };
  const answer = await fetch(`${box.dataset.at}${name}.json`, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ subscription: sub.toJSON(), ...more }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  // nothing is followed any more: the browser forgets its address as the town did
  if (name === "aus" && !said.follows.length) await sub.unsubscribe();
  return said;
}

function list(box, state) {
  const rows = state.follows.map((follow) => {
    const row = box.querySelector("[data-row]").content.cloneNode(true);
    row.querySelector("h3").textContent = follow.label;
    const button = row.querySelector("button");
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${follow.label}`);
    Object.assign(button.dataset, { kind: follow.art, target: follow.ziel });
    return row;
  });
  box.querySelector("[data-list]").replaceChildren(...rows);
  const form = box.querySelector("[data-quiet]");
  if (document.activeElement?.form !== form) [form.von.value, form.bis.value] = [state.quiet_from || "21:00", state.quiet_until || "07:00"];
  box.querySelector("[data-arrived]").textContent = state.arrived
    ? words.pushArrived(new Date(state.arrived).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" })) : words.pushNever;
  box.querySelector("[data-known]").hidden = !state.follows.length;
}

function show(box, state, sentence = "") {
  const say = box.querySelector("[data-say]");
  if (box.querySelector("[data-list]")) {
    list(box, state);
    say.textContent = sentence || (state.follows.length ? "" : words.pushNone);
    return;
  }
  const on = state.follows.some((each) => each.art === box.dataset.kind && each.ziel === box.dataset.target);
  box.querySelector("[data-do=start]").hidden = on;
  box.querySelector("[data-do=end]").hidden = !on;
  say.textContent = sentence || (on ? words.pushOn : "");
}

const PATIENCE = 20_000;

async function start(box) {
  const allowed = await Notification.requestPermission();
  if (allowed === "denied") throw new Error(words.pushDenied);
  if (allowed !== "granted") throw new Error(words.pushUnanswered);
  let sub;
  // behind some firewalls the maker's service never answers, and the browser waits without an end
  const tooLong = new Promise((_, no) => { setTimeout(no, PATIENCE); });
  try { sub = await Promise.race([subscribe(box.dataset.key), tooLong]); } catch { throw new Error(words.pushRefused); }
  return tell(box, "an", { art: box.dataset.kind, ziel: box.dataset.target }, sub);
}

const ACTS = {
  start: async (box) => [await start(box), words.pushStarted],
  end: async (box, button) => [await tell(box, "aus", { art: button.dataset.kind || box.dataset.kind, ziel: button.dataset.target || box.dataset.target }), words.pushEnded],
  stop: async (box) => [await tell(box, "aus"), words.pushEnded],
  trial: async (box) => [await tell(box, "probe"), words.pushTrial],
};

async function device(box) {
  const say = box.querySelector("[data-say]");
  const off = (sentence) => { say.textContent = sentence; box.querySelectorAll("[data-do=start]").forEach((each) => { each.hidden = true; }); };
  if (!able()) { off(/iPhone|iPad/.test(navigator.userAgent) ? words.pushHome : words.pushUnable); return; }
  if (Notification.permission === "denied") { off(words.pushDenied); return; }
  let pressed = false;
  const guard = async (work) => {
    try { show(box, ...await work()); } catch (error) { say.textContent = error instanceof TypeError ? words.pushOffline : error.message; }
  };
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || button.disabled) return;
    pressed = true;
    button.disabled = true;
    guard(() => ACTS[button.dataset.do](box, button)).finally(() => { button.disabled = false; });
  });
  box.querySelector("[data-quiet]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    guard(async () => [await tell(box, "ruhe", { von: form.von.value, bis: form.bis.value }), words.saved]);
  });
  // the first look may take a moment; what a press said meanwhile stays
  try { const state = await tell(box, "stand"); if (!pressed) show(box, state); } catch { if (!pressed) say.textContent = words.pushOffline; }
}

for (const box of document.querySelectorAll("[data-push]")) device(box);
