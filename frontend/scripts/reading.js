/** The button "read aloud": fetches the player at its first press, so that pages without a listener stay light. */
function load(source) {
  return new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src: source, onload: done, onerror: fail });
    document.head.append(script);
  });
}

export function reading(page) {
  for (const button of page.querySelectorAll("button[data-read][data-script]")) {
    const root = page.querySelector(button.dataset.read);
    if (!root) { button.hidden = true; continue; }
    button.addEventListener("click", async () => {
      if (!window.vorlesen) await load(button.dataset.script);
      window.vorlesen(button, root);
    });
  }
}
