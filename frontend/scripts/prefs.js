/** Applies the chosen text size, theme and contrast before the first paint; runs in the head, so it stays tiny. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = JSON.parse(localStorage.getItem("darstellung") || "{}");
    for (const name of ["size", "theme", "contrast"]) {
      if (chosen[name] === "auto") delete root.dataset[name];
      else if (chosen[name]) root.dataset[name] = chosen[name];
    }
  } catch { /* storage is closed: the page keeps what the server wrote */ }
})();
