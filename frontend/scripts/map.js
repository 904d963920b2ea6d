/** The live map of the map page: MapLibre on the town's own ground; the drawn map stays wherever WebGL is missing. */
import maplibregl from "maplibre-gl/dist/maplibre-gl-csp.js";
import { words } from "./words.js";

const DROP = "M18 42C14 34 2 28 2 16A16 16 0 1 1 34 16C34 28 22 34 18 42Z";
/** Pixels between pins that a finger can tell apart, and the view in which all of them stand alone. */
const [APART, CLOSEST] = [52, 17];
const german = !document.documentElement.lang.startsWith("en");
const LOCALE = {
  "CooperativeGesturesHandler.WindowsHelpText": words.cooperativeMouse, "CooperativeGesturesHandler.MacHelpText": words.cooperativeMouse,
  "CooperativeGesturesHandler.MobileHelpText": words.cooperativeTouch,
  ...(german && { "NavigationControl.ZoomIn": "Karte vergrößern", "NavigationControl.ZoomOut": "Karte verkleinern",
    "GeolocateControl.FindMyLocation": "Meinen Standort zeigen", "GeolocateControl.LocationNotAvailable": "Standort nicht verfügbar",
    "AttributionControl.ToggleAttribution": "Quellen", "Map.Title": "Karte" }),
};

function capable() {
  try { return Boolean(document.createElement("canvas").getContext("webgl2")); } catch { return false; }
}

/** The value as red, green and blue: with forced colours a token is a word of the system ("CanvasText"), which no map can read. */
function colour(name) {
  const probe = document.createElement("i");
  probe.style.cssText = `forced-color-adjust: none; color: var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Layers of the ground with the colours of the page; [id, paint] pairs so that a change of theme can repaint them. */
function paints(tiles) {
  return [
    ["land", { "background-color": colour("map-land") }],
    ["town", { "fill-color": colour("map-town"), "fill-opacity": tiles ? 0.35 : 1 }],
    ["borders", { "line-color": colour("map-border"), "line-width": tiles ? 0 : 2.5 }],
    ["outline", { "line-color": colour("map-outline"), "line-width": 1.6 }],
    ["stops", { "circle-color": colour("map-stop"), "circle-radius": tiles ? 0 : 2 }],
  ];
}

function style(ground) {
  const source = (geometry) => ({ type: "geojson", data: { type: "Feature", properties: {}, geometry } });
  const paint = Object.fromEntries(paints(ground.tiles));
  const layer = (id, type, from) => ({ id, type, ...(from && { source: from }), paint: paint[id] });
  const result = {
    version: 8,
    sources: { town: source(ground.town), borders: source(ground.borders), stops: source(ground.stops) },
    layers: [layer("land", "background"), layer("borders", "line", "borders"), layer("town", "fill", "town"), layer("outline", "line", "town"), layer("stops", "circle", "stops")],
  };
  if (ground.tiles.includes("{z}")) {
    result.sources.tiles = { type: "raster", tiles: [ground.tiles], tileSize: 256 };
    result.layers.splice(1, 0, { id: "tiles", type: "raster", source: "tiles", paint: { "raster-saturation": -0.7 } });
  }
  return result;
}

function label(map, text, lngLat, far) {
  const element = Object.assign(document.createElement("span"), { className: `map-live-label${far ? " far" : ""}`, textContent: text });
  element.setAttribute("aria-hidden", "true");
  new maplibregl.Marker({ element, anchor: "top", offset: [0, far ? 0 : 6] }).setLngLat(lngLat).addTo(map);
}

/** The districts' names and places stand in the drawn map already. */
function districts(map, drawn) {
  const [west, north, east, south] = drawn.dataset.frame.split(" ").map(Number);
  for (const text of drawn.querySelectorAll("text.district")) {
    const [x, y] = text.closest("g[transform^=translate]").getAttribute("transform").match(/-?[\d.]+/g).map(Number);
    label(map, text.textContent, [west + x / east, north - y / south], false);
  }
}

function pinElement(feature, icons) {
  const { kind, title, number, count, icon, open, near, district } = feature.properties;
  const button = Object.assign(document.createElement("button"), { type: "button" });
  if (kind === "cluster") {
    Object.assign(button, { className: open ? "live-cluster open" : "live-cluster", textContent: count });
    button.setAttribute("aria-label", words.entries(count, near || district));
    return button;
  }
  button.className = `live-pin ${kind || "project"}`;
  button.setAttribute("aria-label", title);
  button.setAttribute("aria-pressed", "false");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 36 42");
  svg.innerHTML = `<path class="body" d="${DROP}"/>`;
  if (Number.isFinite(number) && number < 1000) {
    const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
    text.setAttribute("x", "18");
    text.setAttribute("y", "21");
    text.textContent = number;
    svg.append(text);
  } else if (icon) {
    svg.insertAdjacentHTML("beforeend", '<svg class="icon" x="8" y="6" width="20" height="20"><use/></svg>');
    svg.querySelector("use").setAttribute("href", `${icons}#${icon}`);
  }
  button.append(svg);
  return button;
}

/** Pins that would cover each other become one with their number, at the place of the first; the closest view shows all. */
function apart(map, features) {
  if (map.getZoom() >= CLOSEST) return features;
  const heads = [];
  for (const feature of features) {
    const { x, y } = map.project(feature.geometry.coordinates);
    const head = heads.find((one) => Math.abs(one.x - x) < APART && Math.abs(one.y - y) < APART);
    if (head) head.all.push(feature);
    else heads.push({ x, y, all: [feature] });
  }
  return heads.map(({ all }) => (all.length > 1 ? together(all) : all[0]));
}

function together(all) {
  const boxes = all.map(({ bbox, geometry: { coordinates } }) => bbox || [...coordinates, ...coordinates]);
  const edge = (side, which) => which(...boxes.map((box) => box[side]));
  const open = all.some(({ properties }) => properties.kind === "open");
  const { kind, title, place, near, district } = all[0].properties;
  return {
    geometry: all[0].geometry,
    bbox: [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)],
    properties: { kind: "cluster", open, count: all.reduce((sum, { properties }) => sum + (properties.count || 1), 0), near: kind === "cluster" ? near || district : place || `„${title}“` },
  };
}

/** The card of the chosen pin docks at the lower edge and never covers pins. */
function card(page, feature) {
  page.querySelector(".map-card")?.remove();
  if (!feature) return;
  const { title, url, district, place, status } = feature.properties;
  const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });
  const box = make("div", "map-card", "");
  const inner = document.createElement("div");
  if (status) inner.append(make("span", "chip grey", status));
  inner.append(make("h3", "", title));
  if (place || district) inner.append(make("p", "small", place || district));
  if (url) inner.append(Object.assign(make("a", "button small", words.open), { href: url }));
  box.append(inner);
  box.setAttribute("role", "status");
  page.append(box);
}

function pins(map, page, icons) {
  let shown = [];
  let asked = 0;
  let chosen = "";
  const keyOf = ({ properties }) => properties.key || properties.url || properties.title;
  /** Moves the map just so far that the card does not cover the chosen pin. */
  const clear = (button) => {
    const low = page.querySelector(".map-card").getBoundingClientRect().top - 12;
    const over = button.getBoundingClientRect().bottom - low;
    if (over > 0) map.panBy([0, over], { animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  };
  const choose = (button, feature) => {
    page.querySelectorAll('.live-pin[aria-pressed="true"]').forEach((each) => each.setAttribute("aria-pressed", "false"));
    button?.setAttribute("aria-pressed", "true");
    chosen = button ? keyOf(feature) : "";
    card(page, button && feature);
    if (button) clear(button);
  };
  const add = (feature) => {
    const element = pinElement(feature, icons);
    const cluster = feature.properties.kind === "cluster";
    if (!cluster && chosen && keyOf(feature) === chosen) element.setAttribute("aria-pressed", "true");
    element.addEventListener("click", () => {
      if (cluster && feature.bbox) map.fitBounds(feature.bbox, { padding: 70, maxZoom: CLOSEST, animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
      else choose(element, feature);
    });
    shown.push(new maplibregl.Marker({ element, anchor: "bottom" }).setLngLat(feature.geometry.coordinates).addTo(map));
  };
  const load = async () => {
    const turn = (asked += 1);
    const url = new URL(page.dataset.source, location.href);
    url.searchParams.set("bbox", map.getBounds().toArray().flat().map((value) => value.toFixed(5)).join(","));
    url.searchParams.set("zoom", map.getZoom().toFixed(1));
    const answer = await fetch(url);
    if (!answer.ok || turn !== asked) return;
    const { features } = await answer.json();
    const focused = document.activeElement?.getAttribute("aria-label");
    const held = document.activeElement?.matches?.(".live-pin, .live-cluster");
    shown.forEach((marker) => marker.remove());
    shown = [];
    features.sort((a, b) => b.geometry.coordinates[1] - a.geometry.coordinates[1]);
    apart(map, features).forEach(add);
    if (held) page.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  };
  map.on("moveend", () => load().catch(() => {}));
  page.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(null); });
  return load();
}

/** The map chooses a place: the pin stands in the middle, the map moves under it; the field gets the point. */
function pick(map, page) {
  const field = document.getElementById(page.dataset.pick);
  const pin = Object.assign(document.createElement("span"), { className: "pick-pin" });
  pin.innerHTML = `<svg viewBox="0 0 36 42" aria-hidden="true"><path d="${DROP}"/><circle cx="18" cy="16" r="5"/></svg>`;
  page.append(pin);
  const write = () => {
    const { lat, lng } = map.getCenter();
    field.value = `${lat.toFixed(6)}, ${lng.toFixed(6)}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  map.on("moveend", (event) => { if (event.originalEvent || event.chosen) write(); });
  map.on("click", (event) => map.easeTo({ center: event.lngLat, zoom: Math.max(map.getZoom(), 15), duration: 200 }, { chosen: true }));
  page.addEventListener("look-at", (event) => map.jumpTo({ center: event.detail, zoom: 16 }));
}

async function live(page) {
  const ground = await (await fetch(page.dataset.style)).json();
  maplibregl.setWorkerUrl(ground.worker);
  const holder = Object.assign(document.createElement("div"), { className: "map-live" });
  page.append(holder);
  const full = ground.tiles && !ground.tiles.includes("{z}");
  const map = new maplibregl.Map({
    container: holder, style: full ? ground.tiles : style(ground), center: page.dataset.centre.split(" ").map(Number),
    zoom: Number(page.dataset.zoom || 11.2), minZoom: 9, maxZoom: 18, cooperativeGestures: true, locale: LOCALE,
    attributionControl: { compact: true }, dragRotate: false, pitchWithRotate: false, touchPitch: false,
  });
  map.on("error", () => {}); // a missing tile is no reason to lose the map
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  if (!page.dataset.pick) map.addControl(new maplibregl.GeolocateControl({ positionOptions: { timeout: 8000 }, fitBoundsOptions: { maxZoom: 14 } }), "top-right");
  await new Promise((done, fail) => { map.once("load", done); setTimeout(() => fail(new Error("slow")), 15000); });
  if (full) {
    holder.classList.add("desaturated");
    const ours = style({ ...ground, tiles: "" });
    map.addSource("town", ours.sources.town);
    map.addLayer({ ...ours.layers.find((each) => each.id === "outline") });
  }
  const drawn = page.querySelector(".map[data-frame]");
  if (drawn) {
    if (!ground.tiles) districts(map, drawn);
    drawn.querySelector(".map-view").hidden = true;
  }
  if (!ground.tiles) ground.neighbours.forEach(([name, lon, lat]) => label(map, name.toUpperCase(), [lon, lat], true));
  const repaint = () => {
    for (const [id, paint] of paints(ground.tiles))
      if (map.getLayer(id)) Object.entries(paint).forEach(([name, value]) => map.setPaintProperty(id, name, value));
  };
  new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-contrast"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  page.dataset.ready = "1";
  if (page.dataset.pick) pick(map, page);
  else await pins(map, page, ground.icons);
}

for (const page of document.querySelectorAll("[data-live-map]"))
  if (capable()) live(page).catch(() => { page.querySelector(".map-live")?.remove(); page.querySelector(".map-view")?.removeAttribute("hidden"); });
