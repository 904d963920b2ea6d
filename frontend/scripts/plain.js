/** Questions of the checker beside a field, half a second after the last key. */
function row(one, field) {
  const item = document.createElement("li");
  if (one.strong) item.className = "strong";
  const words = Object.assign(document.createElement("button"), { type: "button", className: "quote-button", textContent: one.words });
  words.addEventListener("click", () => { field.focus(); field.setSelectionRange(one.start, one.end); });
  item.append(words, ` ${one.advice}`);
  return item;
}

function watch(box) {
  const field = document.getElementById(box.dataset.plain);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!field || !token) return;
  let timer;
  let asked = 0;
  const look = async () => {
    const mine = (asked += 1);
    const answer = await fetch(box.dataset.url, {
      method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ text: field.value }),
    });
    if (!answer.ok || mine !== asked) return;
    const { findings } = await answer.json();
    box.querySelector("[data-findings]").replaceChildren(...findings.map((one) => row(one, field)));
    box.querySelector("[data-count]").textContent = String(findings.length);
    box.querySelector("[data-none]").hidden = Boolean(findings.length) || !field.value.trim();
  };
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => look().catch(() => {}), 500); });
  if (field.value) look().catch(() => {});
}

document.querySelectorAll("[data-plain]").forEach(watch);
