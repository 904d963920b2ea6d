/** Speaking instead of typing in long fields, where the browser can turn speech into text; the sound never comes to us. */
import { icon } from "./icon.js";
import { toast, words } from "./words.js";

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
/** Puts spoken words where the cursor stands, with a space between them and what stands there. */
function insert(area, said) {
  const [from, to] = [area.selectionStart ?? area.value.length, area.selectionEnd ?? area.value.length];
  const gap = from && !/\s$/.test(area.value.slice(0, from)) ? " " : "";
  area.setRangeText(gap + said.trim(), from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function dictate(area) {
  const row = Object.assign(document.createElement("div"), { className: "dictation" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "tool soft-fill" });
  const label = Object.assign(document.createElement("span"), { textContent: words.speak });
  const hint = Object.assign(document.createElement("p"), { className: "small", id: `${area.id}-sprechen`, textContent: words.speakHint });
  let hearing = null;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-describedby", hint.id);
  const name = area.labels?.[0]?.textContent.trim();
  button.append(icon("microphone"), label);
  if (name) button.append(Object.assign(document.createElement("span"), { className: "sr", textContent: `: ${name}` }));
  row.append(button, hint);
  area.after(row);
  const quiet = () => { hearing = null; button.setAttribute("aria-pressed", "false"); label.textContent = words.speak; };
  button.addEventListener("click", () => {
    if (hearing) { hearing.stop(); return; }
    hearing = new Recognition();
    hearing.lang = document.documentElement.lang.startsWith("en") ? "en-GB" : "de-DE";
    hearing.continuous = true;
    hearing.onresult = (event) => {
      for (let n = event.resultIndex; n < event.results.length; n += 1)
        if (event.results[n].isFinal) insert(area, event.results[n][0].transcript);
    };
    hearing.onerror = (event) => { if (!/aborted|no-speech/.test(event.error)) toast(words.speakFailed); };
    hearing.onend = quiet;
    try { hearing.start(); } catch { quiet(); toast(words.speakFailed); return; }
    button.setAttribute("aria-pressed", "true");
    label.textContent = words.speakStop;
  });
  window.addEventListener("pagehide", () => hearing?.abort());
}

export function dictation(page) {
  if (Recognition) page.querySelectorAll("main textarea:not([readonly], [data-no-dictation])").forEach(dictate);
}
