/** Text size, theme and contrast at once, kept on the device; without scripts the same forms post to /darstellung/. */
function read() {
  try { return JSON.parse(localStorage.getItem("darstellung") || "{}"); } catch { return {}; }
}

function show(form) {
  const root = document.documentElement;
  for (const button of form.querySelectorAll("button[name]")) {
    const now = root.dataset[button.name] || (button.name === "size" ? "100" : "auto");
    button.setAttribute("aria-pressed", String(now === button.value));
  }
}

export function display(page) {
  const forms = [...page.querySelectorAll("form[data-display]")];
  forms.forEach(show);
  page.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.matches("form[data-display]") || !button?.name) return;
    try {
      localStorage.setItem("darstellung", JSON.stringify({ ...read(), [button.name]: button.value }));
    } catch { return; } // storage is closed: let the server keep the choice
    event.preventDefault();
    document.documentElement.dataset[button.name] = button.value;
    if (button.value === "auto") delete document.documentElement.dataset[button.name];
    [...page.querySelectorAll("form[data-display]")].forEach(show);
  });
}
