/** While somebody fills in a ballot: what is left is reckoned at once, and what does not fit any more says so. */
const form = document.querySelector("form[data-ballot]");
const rests = [...document.querySelectorAll(".ballot-bar [data-pot]")];
const cards = [...(form?.querySelectorAll("[data-price]") ?? [])];
const kind = form?.dataset.ballot;
const format = new Intl.NumberFormat(document.documentElement.lang || "de", { useGrouping: "always" });
const word = rests[0]?.querySelector("[data-left]")?.textContent.replace(/^[-−\s\d.,\u00a0]+/, "") ?? "";

function valueOf(card) {
  const field = card.querySelector("input:checked, select");
  return Number(field?.value ?? 0) || 0;
}

function reckon() {
  const left = {};
  for (const rest of rests) left[rest.dataset.pot] = Number(rest.dataset.most);
  for (const card of cards) {
    const value = valueOf(card);
    card.classList.toggle("chosen", value !== 0);
    const pot = card.dataset.potOf ?? "";
    if (value) left[pot] -= kind === "knapsack" ? Number(card.dataset.price) : kind === "points" ? value : 1;
  }
  for (const card of cards) {
    const rest = left[card.dataset.potOf ?? ""], most = rests.length && Number(rests[0].dataset.most);
    const need = kind === "knapsack" ? Number(card.dataset.price) : 1;
    const over = card.querySelector(".ballot-over");
    if (over) over.hidden = !most || valueOf(card) !== 0 || need <= rest;
  }
  for (const rest of rests) {
    const most = Number(rest.dataset.most), now = left[rest.dataset.pot], bar = rest.nextElementSibling;
    rest.classList.toggle("over", most > 0 && now < 0);
    const shown = most ? now : -now, text = format.format(shown) + (kind === "knapsack" ? ` ${word}` : "");
    const target = rest.querySelector("[data-left]");
    if (target.textContent !== text) target.textContent = text;
    if (bar?.tagName === "PROGRESS") bar.value = most - now;
  }
}

form?.addEventListener("change", reckon);
if (form) reckon();
