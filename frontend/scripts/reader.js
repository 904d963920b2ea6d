/** Reads a page aloud, sentence by sentence, marking where it is; says so honestly when the device has no voice. */
import { icon } from "./icon.js";
import { sentenceLengths, spoken } from "./spoken.js";
import { words } from "./words-device.js";
import { toast } from "./words.js";

const BLOCK = "p, li, h1, h2, h3, h4, h5, h6, td, th, dd, dt, figcaption, blockquote, summary, legend, div, section, article";
const SILENT = "svg, button, nav, form, select, .sr, [data-no-reading], [hidden], [aria-hidden=true], details:not([open]) > :not(summary)";
const SPEEDS = [0.7, 0.85, 1, 1.25, 1.5];
const languageOf = (node) => (node.parentElement.closest("[lang]")?.lang || "de").slice(0, 2).toLowerCase();

/** Text nodes that belong together: one block, one language. */
function passages(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.data.trim() && !node.parentElement.closest(SILENT) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT),
  });
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const [block, language, last] = [node.parentElement.closest(BLOCK), languageOf(node), found.at(-1)];
    if (last?.block === block && last.language === language) last.nodes.push(node);
    else found.push({ block, language, nodes: [node] });
  }
  return found;
}

/** Wraps every sentence in spans, also where it runs through links and bold words. */
function sentences(root) {
  const found = [];
  for (const { language, nodes } of passages(root)) {
    const lengths = sentenceLengths(nodes.map((node) => node.data).join(""), language);
    let sentence = null;
    let left = 0;
    const next = () => { sentence = { language, spans: [], text: "" }; found.push(sentence); left = lengths.shift() ?? Infinity; };
    for (const node of nodes) {
      const parts = [];
      for (let text = node.data; text;) {
        if (!left) next();
        const piece = text.slice(0, left);
        const span = Object.assign(document.createElement("span"), { textContent: piece });
        span.dataset.sentence = "";
        sentence.spans.push(span);
        sentence.text += piece;
        parts.push(span);
        text = text.slice(piece.length);
        left -= piece.length;
      }
      node.replaceWith(...parts);
    }
  }
  return found.filter((each) => /[\p{L}\d]/u.test(each.text));
}

/** Voices by language; some browsers load theirs late, some never. */
function voices() {
  return new Promise((answer) => {
    if (speechSynthesis.getVoices().length) { answer(speechSynthesis.getVoices()); return; }
    const timer = setTimeout(() => answer(speechSynthesis.getVoices()), 1500);
    speechSynthesis.addEventListener?.("voiceschanged", () => { clearTimeout(timer); answer(speechSynthesis.getVoices()); }, { once: true });
  });
}

function bestVoice(all, language) {
  const fitting = all.filter((voice) => voice.lang.toLowerCase().replace("_", "-").split("-")[0] === language);
  // a voice of the device works without network and sends the text nowhere
  return fitting.find((voice) => voice.localService) || fitting[0];
}

function speedKept() {
  try { return SPEEDS.includes(Number(localStorage.getItem("vorlesetempo"))) ? Number(localStorage.getItem("vorlesetempo")) : 1; } catch { return 1; }
}

class Player {
  constructor(button, root, all) {
    Object.assign(this, { button, all, list: sentences(root), at: 0, run: 0, state: "idle", speed: speedKept(), missing: false });
    this.label = button.querySelector("[data-label]");
    this.idle = this.label.textContent;
    this.bar = this.makeBar();
  }

  makeBar() {
    const bar = Object.assign(document.createElement("div"), { className: "player", hidden: true });
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", words.player);
    bar.dataset.noReading = "";
    const add = (text, name, act, sign = "") => {
      const each = Object.assign(document.createElement("button"), { type: "button", className: "player-key", textContent: text });
      if (name) each.setAttribute("aria-label", name);
      if (sign) each.append(icon(sign));
      each.addEventListener("click", act);
      bar.append(each);
      return each;
    };
    add("", words.before, () => this.jump(-1), "chevron-left");
    this.key = add(words.pause, "", () => this.toggle());
    add("", words.after, () => this.jump(1), "chevron-right");
    const choice = document.createElement("select");
    choice.setAttribute("aria-label", words.speed);
    for (const speed of SPEEDS) choice.append(new Option(`${speed.toLocaleString(document.documentElement.lang)}×`, speed, false, speed === this.speed));
    choice.addEventListener("change", () => this.change(Number(choice.value)));
    bar.append(choice);
    add(words.stop, "", () => { this.stop(); this.button.focus(); });
    (this.button.closest(".tools") || this.button).after(bar);
    return bar;
  }

  mark(on) { for (const span of this.list[this.at]?.spans || []) span.classList.toggle("reading", on); }

  show(state) {
    this.state = state;
    this.label.textContent = state === "idle" ? this.idle : state === "paused" ? words.resume : words.pause;
    this.key.textContent = state === "paused" ? words.resume : words.pause;
    this.button.setAttribute("aria-pressed", String(state !== "idle"));
    this.bar.hidden = state === "idle";
  }

  /** Pausing forgets the engine's place and keeps ours: some engines end at a pause instead. */
  quiet() { this.run += 1; speechSynthesis.cancel(); }

  toggle() {
    if (this.state === "reading") { this.quiet(); this.show("paused"); } else this.speak();
  }

  stop() { this.quiet(); this.mark(false); this.at = 0; this.show("idle"); }

  jump(step) {
    this.mark(false);
    this.at = Math.max(0, Math.min(this.list.length - 1, this.at + step));
    this.quiet();
    if (this.state === "paused") this.mark(true); else this.speak();
  }

  change(speed) {
    this.speed = speed;
    try { localStorage.setItem("vorlesetempo", String(speed)); } catch { /* it holds for this page */ }
    if (this.state === "reading") { this.quiet(); this.speak(); }
  }

  speak() {
    const run = (this.run += 1);
    const sentence = this.list[this.at];
    if (!sentence) { this.stop(); return; }
    const voice = bestVoice(this.all, sentence.language);
    const go = () => { if (run !== this.run) return; this.mark(false); this.at += 1; this.speak(); };
    this.show("reading");
    if (!voice) {
      if (!this.missing) toast(words.otherVoice);
      this.missing = true;
      go();
      return;
    }
    const said = Object.assign(new SpeechSynthesisUtterance(spoken(sentence.text, sentence.language)), { voice, lang: voice.lang, rate: this.speed });
    said.onend = go;
    said.onerror = (event) => { if (!/cancel|interrupt/.test(event.error)) go(); };
    this.mark(true);
    sentence.spans[0].scrollIntoView({ block: "nearest" });
    speechSynthesis.speak(said);
  }
}

const players = new Map();

window.vorlesen = async (button, root) => {
  const known = players.get(button);
  if (known) { known.toggle(); return; }
  const all = "speechSynthesis" in window ? await voices() : [];
  const main = (root.closest("[lang]")?.lang || "de").slice(0, 2);
  if (!bestVoice(all, main) && !bestVoice(all, "de")) { toast(words.noVoice); return; }
  for (const other of players.values()) other.stop();
  const player = new Player(button, root, all);
  players.set(button, player);
  player.speak();
};

window.addEventListener("pagehide", () => players.forEach((player) => player.stop()));
window.addEventListener("beforeunload", () => "speechSynthesis" in window && speechSynthesis.cancel());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") players.forEach((player) => { if (player.state !== "idle") player.stop(); });
});
