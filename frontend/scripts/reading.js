/** Reads the page aloud, sentence by sentence, marking where it is; says so honestly when the device has no voice. */
import { toast, words } from "./words.js";

/** Written forms that voices stumble over. */
const SPOKEN = [[/\bStr\./g, "Straße"], [/\bNr\./g, "Nummer"], [/\bca\./g, "etwa"], [/\bz\. ?B\./g, "zum Beispiel"],
  [/(\d{1,2}):00 Uhr/g, "$1 Uhr"], [/(\d{1,2}):(\d{2}) Uhr/g, "$1 Uhr $2"], [/\bEUR\b/g, "Euro"], [/­/g, ""]];

/** Wraps each sentence of the text in a span and returns the spans in reading order. */
function sentences(root) {
  if (root.dataset.split) return [...root.querySelectorAll("[data-sentence]")];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.data.trim() && !node.parentElement.closest("svg, button, nav, form, .sr, [data-no-reading]")
      ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT),
  });
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const parts = node.data.match(/[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*[.!?]*\s*/g) || [node.data];
    node.replaceWith(...parts.map((text) => {
      const span = document.createElement("span");
      span.dataset.sentence = "";
      span.textContent = text;
      return span;
    }));
  }
  root.dataset.split = "1";
  return [...root.querySelectorAll("[data-sentence]")];
}

function voiceFor(language) {
  return new Promise((answer) => {
    const find = () => speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(language));
    if (find()) { answer(find()); return; }
    const timer = setTimeout(() => answer(find()), 1200); // some browsers load their voices late, some never
    speechSynthesis.addEventListener?.("voiceschanged", () => { if (find()) { clearTimeout(timer); answer(find()); } });
  });
}

function player(button, root) {
  const label = button.querySelector("[data-label]");
  const idle = label.textContent;
  const language = (root.lang || document.documentElement.lang || "de").slice(0, 2);
  let spans = [];
  let at = 0;
  let state = "idle";
  const mark = (on) => spans[at]?.classList.toggle("reading", on);
  const stop = () => { mark(false); state = "idle"; at = 0; speechSynthesis.cancel(); label.textContent = idle; button.setAttribute("aria-pressed", "false"); };
  const speak = (voice) => {
    if (at >= spans.length) { stop(); return; }
    const text = SPOKEN.reduce((words_, [from, to]) => words_.replace(from, to), spans[at].textContent);
    const said = new SpeechSynthesisUtterance(text);
    said.voice = voice;
    said.lang = voice.lang;
    said.onend = () => { if (state === "idle") return; mark(false); at += 1; speak(voice); };
    mark(true);
    spans[at].scrollIntoView({ block: "nearest" });
    speechSynthesis.speak(said);
  };
  button.addEventListener("click", async () => {
    if (state === "reading") { speechSynthesis.pause(); state = "paused"; label.textContent = words.resume; return; }
    if (state === "paused") { speechSynthesis.resume(); state = "reading"; label.textContent = words.pause; return; }
    const voice = await voiceFor(language);
    if (!voice) { toast(words.noVoice); return; }
    spans = sentences(root);
    state = "reading";
    label.textContent = words.pause;
    button.setAttribute("aria-pressed", "true");
    speak(voice);
  });
  window.addEventListener("pagehide", stop);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state !== "idle") stop(); });
}

export function reading(page) {
  for (const button of page.querySelectorAll("button[data-read]")) {
    const root = page.querySelector(button.dataset.read);
    if (!root) continue;
    if (!("speechSynthesis" in window)) { button.addEventListener("click", () => toast(words.noVoice)); continue; }
    player(button, root);
  }
}
