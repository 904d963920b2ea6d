/** While somebody writes a proposal: what may mean the same is shown below the name, and never stops anybody. */
const form = document.querySelector("form[data-alike]");
const target = form?.querySelector("[data-alike-here]");
let waiting = 0, turn = 0;

async function ask() {
  const mine = (turn += 1);
  const query = new URLSearchParams({ titel: form.elements.title.value.slice(0, 120), text: form.elements.text.value.slice(0, 500) });
  const answer = await fetch(`${form.dataset.alike}?${query}`);
  if (answer.ok && mine === turn) target.innerHTML = await answer.text();
}

form?.addEventListener("input", (event) => {
  if (!/^(title|text)$/.test(event.target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => ask().catch(() => {}), 500);
});
