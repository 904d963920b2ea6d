/** A click on the map of the places page writes its coordinates into the field; without scripts one writes them. */
function draw(svg, x, y) {
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ class: "me", cx: x, cy: y, r: 7 })) circle.setAttribute(name, value);
  svg.append(circle);
}

function picker(frame) {
  const field = document.getElementById(frame.dataset.pickPlace);
  const map = frame.querySelector(".map[data-frame]");
  const svg = map?.querySelector("svg.map-svg");
  if (!field || !svg) return;
  svg.classList.add("picking");
  svg.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.target.closest("a")) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const [west, north, east, south] = map.dataset.frame.split(" ").map(Number);
    const [lon, lat] = [west + at.x / east, north - at.y / south];
    const point = document.querySelector("input[name=shape]:checked")?.value === "Point";
    const line = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
    if (point) svg.querySelectorAll("circle.me").forEach((old) => old.remove());
    field.value = point || !field.value.trim() ? line : `${field.value.trimEnd()}\n${line}`;
    draw(svg, at.x, at.y);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export function placePicker(page) {
  page.querySelectorAll("[data-pick-place]").forEach(picker);
}
