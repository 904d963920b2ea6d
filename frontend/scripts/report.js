/** Reporting in three steps: one question at a time, the device's position, the photo's place after asking, what is known. */
const german = !document.documentElement.lang.startsWith("en");
const SAID = german ? {
  noPlace: "Ihr Standort war nicht zu ermitteln. Tippen Sie bitte auf die Karte.", found: "Ihr Standort ist eingetragen.",
  askPhoto: "Das Foto nennt seinen Aufnahmeort. Soll er gelten?", takePhoto: "Ja, Ort übernehmen", taken: "Der Ort des Fotos ist eingetragen.",
  photo: (n) => `Foto ${n}`, sent: (n) => `${n} % gesendet. Bitte lassen Sie die Seite offen.`, all: "Alles gesendet, die Nummer kommt gleich.",
} : {
  noPlace: "Your position could not be found. Please tap the map.", found: "Your position is filled in.",
  askPhoto: "The photo says where it was taken. Use that place?", takePhoto: "Yes, take the place", taken: "The photo's place is filled in.",
  photo: (n) => `Photo ${n}`, sent: (n) => `${n} % sent. Please leave the page open.`, all: "All is sent, the number comes at once.",
};
const LARGE = 4_000_000;
const LONGEST_SIDE = 2400;

const element = (tag, values, ...inside) => { const made = Object.assign(document.createElement(tag), values); made.append(...inside); return made; };

/** One step in sight, the others hidden; the browser's way back goes one step back. */
function steps(form) {
  const all = [...form.querySelectorAll("[data-step]")];
  const bar = form.parentElement.querySelector("[data-steps-progress]");
  form.classList.add("stepped");
  const show = (number, focus = true) => {
    all.forEach((step, at) => { step.hidden = at !== number; });
    [...(bar?.children || [])].forEach((part, at) => part.classList.toggle("on", at <= number));
    if (!focus) return;
    scrollTo({ top: 0 });
    all[number].querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
  };
  const wrong = all.findIndex((step) => step.querySelector("p.error, [aria-invalid=true]"));
  show(Math.max(0, wrong), false);
  const go = (number) => { history.pushState({ step: number }, ""); show(number); };
  addEventListener("popstate", (event) => show(event.state?.step ?? 0));
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-next]");
    if (link) go(all.indexOf(link.closest("[data-step]")) + 1);
  });
  // a link of the list of errors leads into a step that is hidden; followed as a link it would count as the way back
  document.querySelector(".errors")?.addEventListener("click", (event) => {
    const target = document.getElementById(event.target.closest("a")?.hash.slice(1) || "");
    const step = target ? all.indexOf(target.closest("[data-step]")) : -1;
    if (step < 0) return;
    event.preventDefault();
    show(step, false);
    const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
    requestAnimationFrame(() => { target.scrollIntoView(); (field || target).focus({ preventScroll: true }); });
  });
  return { go, at: () => all.findIndex((step) => !step.hidden) };
}

function place(form, lat, lon) {
  const field = form.elements.place;
  field.value = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  form.querySelector("[data-live-map]")?.dispatchEvent(new CustomEvent("look-at", { detail: [lon, lat] }));
}

function here(form, walk) {
  const button = form.querySelector("[data-here]");
  const said = form.querySelector("[data-here-said]");
  if (!navigator.geolocation) { button.hidden = true; return; }
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => { place(form, coords.latitude, coords.longitude); said.textContent = SAID.found; if (walk.at() === 0) walk.go(1); },
    () => { said.textContent = SAID.noPlace; }, { enableHighAccuracy: true, timeout: 8000 },
  ));
}

/** Latitude and longitude in the EXIF data of a JPEG, null where there are none. */
export function positionOf(buffer) {
  const view = new DataView(buffer);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 4 < view.byteLength;) {
    const marker = view.getUint16(at);
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return gps(view, at + 10);
    if ((marker & 0xff00) !== 0xff00) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function gps(view, start) {
  const little = view.getUint16(start) === 0x4949;
  const [short, long] = [(at) => view.getUint16(at, little), (at) => view.getUint32(at, little)];
  const entries = (at) => Object.fromEntries(Array.from({ length: short(at) }, (_, n) => [short(at + 2 + n * 12), at + 2 + n * 12]));
  try {
    const pointer = entries(start + long(start + 4))[0x8825];
    if (!pointer) return null;
    const table = entries(start + long(pointer + 8));
    const angle = (tag) => {
      const at = start + long(table[tag] + 8);
      const part = (n) => long(at + n * 8) / long(at + n * 8 + 4);
      return part(0) + part(1) / 60 + part(2) / 3600;
    };
    const sign = (tag, minus) => (String.fromCharCode(view.getUint8(table[tag] + 8)) === minus ? -1 : 1);
    const [lat, lon] = [angle(2) * sign(1, "S"), angle(4) * sign(3, "W")];
    return Number.isFinite(lat) && Number.isFinite(lon) ? [lat, lon] : null;
  } catch { return null; }
}

/** A large photo in at most 2,400 pixels; the same file where the browser can not read it. */
async function smaller(file) {
  if (file.size <= LARGE) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = element("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch { return file; }
}

function photos(form) {
  const field = form.elements.photos;
  const list = form.querySelector("[data-photo-preview]");
  field.addEventListener("change", async () => {
    list.replaceChildren();
    form.querySelector("[data-photo-place]")?.remove();
    const files = [...field.files];
    const found = await Promise.all(files.map(async (file) => positionOf(await file.slice(0, 200_000).arrayBuffer())));
    const small = await Promise.all(files.map(smaller));
    if (small.some((file, n) => file !== files[n])) {
      const carrier = new DataTransfer();
      small.forEach((file) => carrier.items.add(file));
      field.files = carrier.files;
    }
    small.forEach((file, n) => list.append(element("li", {}, element("img", { src: URL.createObjectURL(file), alt: SAID.photo(n + 1) }))));
    const at = found.find(Boolean);
    if (!at) return;
    const take = element("button", { type: "button", className: "text-button", textContent: SAID.takePhoto });
    const note = element("p", { className: "note form-gap-s", role: "status" }, element("span", { textContent: `${SAID.askPhoto} ` }), take);
    note.dataset.photoPlace = "";
    take.addEventListener("click", () => { place(form, ...at); note.textContent = SAID.taken; });
    list.after(note);
  });
}

/** What the town says to the words so far: an emergency, a fitting category, its questions, who gets it, what is known. */
function hints(form) {
  const [target, said] = [form.querySelector("[data-hints-here]"), form.querySelector("[data-hints-said]")];
  const chosen = () => form.elements.group.value || "";
  const finer = () => form.elements[`fine_${chosen()}`]?.value || "";
  let waiting = 0, turn = 0;
  const ask = async () => {
    const mine = (turn += 1);
    const query = new URLSearchParams({ text: form.elements.text.value.slice(0, 500), ort: form.elements.place.value, gruppe: chosen(), genauer: finer() });
    const kept = new FormData(form);
    const answer = await fetch(`${form.dataset.hints}?${query}`);
    if (!answer.ok || mine !== turn) return;
    target.innerHTML = await answer.text();
    // Who listens hears what the town says, not every question once more.
    said.textContent = [...target.querySelectorAll(".note, [data-unit], #schon")].map((one) => one.textContent.replace(/\s+/g, " ").trim()).join(" ");
    for (const input of target.querySelectorAll("input[name^=q_], textarea[name^=q_]")) {
      const values = kept.getAll(input.name);
      if (/radio|checkbox/.test(input.type)) input.checked = values.includes(input.value);
      else if (values.length) input.value = values[0];
    }
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(() => ask().catch(() => {}), 400); };
  const open = () => form.querySelectorAll("[data-finer]").forEach((one) => one.classList.toggle("shown", one.dataset.finer === chosen()));
  form.addEventListener("change", (event) => { if (/^(group|fine_.*)$/.test(event.target.name)) { open(); soon(); } });
  form.addEventListener("input", (event) => { if (/^(text|place)$/.test(event.target.name)) soon(); });
  target.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-guess]");
    if (!button) return;
    form.elements.group.value = button.dataset.takeGuess;
    const select = form.elements[`fine_${button.dataset.takeGuess}`];
    if (select && [...select.options].some((one) => one.value === button.dataset.takeFiner)) select.value = button.dataset.takeFiner;
    open();
    ask().catch(() => {});
  });
  open();
}

/** With photos: how far the sending is. Without network, or when anything is odd, the form goes as forms go. */
function progress(form) {
  const [line, button] = [form.querySelector("[data-sending]"), form.querySelector("button.big:not([type=button])")];
  const [bar, said] = line.children;
  let busy = false, told = -1;
  form.addEventListener("submit", (event) => {
    if (busy) { event.preventDefault(); return; }
    if (event.defaultPrevented || !form.elements.photos.files.length || !navigator.onLine) return;
    event.preventDefault();
    busy = true;
    line.hidden = false;
    button.classList.add("waiting");
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = (loaded / total) * 100;
      const part = Math.floor(bar.value / 10) * 10; // every tenth is said, not every packet
      if (part !== told) said.textContent = part === 100 ? SAID.all : SAID.sent(part);
      told = part;
    });
    const usual = () => form.submit();
    request.addEventListener("error", usual);
    request.addEventListener("load", () => {
      if (new URL(request.responseURL).pathname !== new URL(form.action).pathname) location.assign(request.responseURL);
      else if (request.getResponseHeader("Content-Type")?.startsWith("text/html")) { document.open(); document.write(request.responseText); document.close(); }
      else usual();
    });
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { busy = false; line.hidden = true; button.classList.remove("waiting"); } });
}

/** The large map comes once everything else is there: on a slow line the form can be used long before. */
function laterMap(form) {
  const place = form.querySelector("[data-later]");
  if (!place || navigator.connection?.saveData) return;
  const [style, script] = place.dataset.later.split(" ");
  const bring = () => document.head.append(element("link", { rel: "stylesheet", href: style }), element("script", { src: script }));
  if (document.readyState === "complete") bring(); else addEventListener("load", bring, { once: true });
}

for (const form of document.querySelectorAll("form[data-report]")) {
  const walk = steps(form);
  here(form, walk);
  photos(form);
  hints(form);
  form.addEventListener("submit", () => { const seen = form.querySelector("[data-seen-at]"); if (seen && !seen.value) seen.value = new Date().toISOString(); });
  progress(form);
  laterMap(form);
}
