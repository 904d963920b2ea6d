/** Starts the service worker, asks it to send what waits, and says on every page that something still waits. */
import { words } from "./words.js";

const FIRST = 4_000, LAST = 300_000;

function note(waiting) {
  const old = document.querySelector("[data-waiting-note]");
  if (!waiting || document.querySelector("[data-outbox-list]")) { old?.remove(); return; }
  const box = old || Object.assign(document.createElement("p"), { className: "waiting-note" });
  box.dataset.waitingNote = "";
  const english = document.documentElement.lang.startsWith("en");
  const link = Object.assign(document.createElement("a"), { href: `${english ? "/en" : ""}/ohne-netz/postausgang/`, textContent: words.waits(waiting) });
  box.replaceChildren(link);
  if (!old) document.body.append(box);
}

export function offline() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  const ask = () => worker.ready.then((ready) => ready.active?.postMessage("outbox"));
  // the first try after a tunnel often comes too early, and not every browser tries again by itself
  let pause = FIRST, later;
  const again = () => { pause = Math.min(2 * pause, LAST); ask(); };
  worker.addEventListener("message", (event) => {
    if (event.data?.outbox === undefined) return;
    note(event.data.outbox);
    clearTimeout(later);
    if (event.data.goes && navigator.onLine) later = setTimeout(again, pause);
    document.dispatchEvent(new CustomEvent("outbox"));
  });
  // after everything that the page itself needs
  window.addEventListener("load", () => worker.register("/sw.js").catch(() => {}).then(ask));
  window.addEventListener("online", () => { pause = FIRST; ask(); });
}
