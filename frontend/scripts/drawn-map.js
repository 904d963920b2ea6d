/** Zoom, locate and the link between list and pins for the map that the server draws; without scripts it is a picture with links. */
import { toast, words } from "./words.js";

const LEAST = 1;
const MOST = 6;

function zoomable(map) {
  const svg = map.querySelector("svg.map-svg");
  const [x0, y0, w0, h0] = svg.getAttribute("viewBox").split(/\s+/).map(Number);
  let [x, y, scale] = [x0, y0, 1];
  const pins = [...svg.querySelectorAll(".pin, .fixed-size")];
  const show = () => {
    x = Math.min(Math.max(x, x0), x0 + w0 - w0 / scale);
    y = Math.min(Math.max(y, y0), y0 + h0 - h0 / scale);
    svg.setAttribute("viewBox", `${x} ${y} ${w0 / scale} ${h0 / scale}`);
    for (const pin of pins) pin.querySelector(".sized")?.setAttribute("transform", `scale(${1 / scale})`);
  };
  const zoom = (factor, cx = x + w0 / scale / 2, cy = y + h0 / scale / 2) => {
    const next = Math.min(MOST, Math.max(LEAST, scale * factor));
    x = cx - (cx - x) * (scale / next);
    y = cy - (cy - y) * (scale / next);
    scale = next;
    svg.classList.toggle("zoomed", scale > 1);
    show();
  };
  let from = null;
  svg.addEventListener("pointerdown", (event) => {
    if (scale === 1 || event.pointerType === "touch" || event.button) return;
    from = { px: event.clientX, py: event.clientY, x, y, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    const unit = w0 / scale / svg.getBoundingClientRect().width;
    if (Math.hypot(event.clientX - from.px, event.clientY - from.py) > 4) from.moved = true;
    x = from.x - (event.clientX - from.px) * unit;
    y = from.y - (event.clientY - from.py) * unit;
    show();
  });
  window.addEventListener("pointerup", () => { setTimeout(() => { from = null; }); });
  svg.addEventListener("click", (event) => { if (from?.moved) event.preventDefault(); }, true);
  map.addEventListener("click", (event) => {
    const action = event.target.closest("[data-map]")?.dataset.map;
    if (action === "in") zoom(1.6);
    else if (action === "out") zoom(1 / 1.6);
    else if (action === "me") locate(map, svg);
  });
}

/** The map says how degrees become its own units: data-frame="west north unitsPerDegreeEast unitsPerDegreeNorth". */
function locate(map, svg) {
  if (!navigator.geolocation) { toast(words.noPlace); return; }
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const [west, north, east, south] = map.dataset.frame.split(" ").map(Number);
    const at = [(coords.longitude - west) * east, (north - coords.latitude) * south];
    const [x, y, w, h] = svg.getAttribute("viewBox").split(/\s+/).map(Number);
    if (at[0] < x || at[1] < y || at[0] > x + w || at[1] > y + h) { toast(words.outside); return; }
    svg.querySelectorAll("[data-me]").forEach((old) => old.remove());
    for (const [name, radius] of [["me-halo", 34], ["me", 8]]) {
      const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      for (const [key, value] of Object.entries({ class: name, cx: at[0], cy: at[1], r: radius, "data-me": "" })) circle.setAttribute(key, value);
      svg.append(circle);
    }
  }, () => toast(words.noPlace), { maximumAge: 60000, timeout: 8000 });
}

/** Rows and pins carry the same data-key; hover and focus on one marks the other. */
function link(page) {
  const twins = (key) => page.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
  for (const type of ["pointerover", "focusin", "pointerout", "focusout"])
    page.addEventListener(type, (event) => {
      const key = event.target.closest?.("[data-key]")?.dataset.key;
      if (key) for (const twin of twins(key)) twin.classList.toggle("marked", /over|in$/.test(type));
    });
}

export function drawnMap(page) {
  page.querySelectorAll(".map[data-frame]").forEach(zoomable);
  link(page);
}
