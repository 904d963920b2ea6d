/** Zoom, locate and the link between list and pins for the map that the server draws; without scripts it is a picture with links. */
import { toast, words } from "./words.js";

const LEAST = 0.4;
const MOST = 8;

function zoomable(map) {
  const svg = map.querySelector("svg.map-svg");
  const [x0, y0, w, h] = svg.getAttribute("viewBox").split(/\s+/).map(Number);
  const size = Number(map.dataset.size) || 1;
  let [cx, cy, scale] = [x0 + w / 2, y0 + h / 2, 1];
  const keepWithin = (value, start, length) => Math.min(Math.max(value, start), start + length);
  const show = () => {
    cx = keepWithin(cx, x0, w);
    cy = keepWithin(cy, y0, h);
    svg.setAttribute("viewBox", `${cx - w / scale / 2} ${cy - h / scale / 2} ${w / scale} ${h / scale}`);
    for (const part of svg.querySelectorAll(".sized")) part.setAttribute("transform", `scale(${size / scale})`);
  };
  const zoom = (factor) => {
    scale = Math.min(MOST, Math.max(LEAST, scale * factor));
    show();
  };
  let from = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button) return;
    from = { px: event.clientX, py: event.clientY, cx, cy, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    if (Math.hypot(event.clientX - from.px, event.clientY - from.py) > 4) from.moved = true;
    if (!from.moved) return;
    const unit = w / scale / svg.getBoundingClientRect().width;
    cx = from.cx - (event.clientX - from.px) * unit;
    cy = from.cy - (event.clientY - from.py) * unit;
    show();
  });
  window.addEventListener("pointerup", () => { setTimeout(() => { from = null; }); });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => { if (from?.moved) event.preventDefault(); }, true);
  // A pin that has the focus but lies beyond the frame, or under what floats on the map, is brought to the middle.
  svg.addEventListener("focusin", (event) => requestAnimationFrame(() => {
    const pin = event.target.closest(".pin");
    if (!pin?.isConnected) return;
    const { left, top, width, height } = pin.getBoundingClientRect();
    if (document.elementFromPoint(left + width / 2, top + height / 2)?.closest(".pin")) return;
    svg.parentElement.scrollTo(0, 0);
    [cx, cy] = pin.parentElement.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
    show();
    pin.scrollIntoView({ block: "nearest" });
  }));
  map.addEventListener("click", (event) => {
    const action = event.target.closest("[data-map]")?.dataset.map;
    if (action === "in") zoom(1.6);
    else if (action === "out") zoom(1 / 1.6);
    else if (action === "me") locate(map, svg, [x0, y0, w, h], (x, y) => { [cx, cy] = [x, y]; show(); });
  });
}

/**
 * Shows where one is, and moves the map there when that lies beyond what the page leaves of it. The map says how degrees
 * become its own units: data-frame="west north unitsPerDegreeEast unitsPerDegreeNorth".
 */
function locate(map, svg, [x, y, w, h], centre) {
  if (!navigator.geolocation) { toast(words.noPlace); return; }
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const [west, north, east, south] = map.dataset.frame.split(" ").map(Number);
    const at = [(coords.longitude - west) * east, (north - coords.latitude) * south];
    if (at[0] < x || at[1] < y || at[0] > x + w || at[1] > y + h) { toast(words.outside); return; }
    svg.querySelectorAll("[data-me]").forEach((old) => old.remove());
    for (const [name, radius] of [["me-halo", 34], ["me", 8]]) {
      const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      for (const [key, value] of Object.entries({ class: name, cx: at[0], cy: at[1], r: radius, "data-me": "" })) circle.setAttribute(key, value);
      svg.append(circle);
    }
    const [dot, seen] = [svg.querySelector(".me").getBoundingClientRect(), map.getBoundingClientRect()];
    if (dot.left < seen.left || dot.right > seen.right || dot.top < seen.top || dot.bottom > seen.bottom) centre(...at);
    toast(words.here);
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
