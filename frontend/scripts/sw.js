/** The service worker: pages last seen, the offline page, things that wait for the network, and messages on this device. */
import { all, put } from "./outbox-store.js";
import { entryOf, flush } from "./outbox.js";

const { version, assets, pages, closed } = self.CONFIG;
const [STATIC, SEEN] = [`static-${version}`, `seen-${version}`];
const [MOST_PAGES, MOST_PICTURES, PATIENCE] = [40, 60, 6000];
const PICTURES = `pictures-${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const store = await caches.open(STATIC);
    await store.addAll(assets);
    // without cookies, so that these pages are nobody's
    await Promise.all(pages.map(async (page) => {
      const answer = await fetch(page, { credentials: "omit" });
      await store.put(page, isForm(answer) ? await stamped(answer) : answer);
    }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const mine = new Set([STATIC, SEEN, PICTURES]);
    for (const name of await caches.keys()) if (!mine.has(name)) await caches.delete(name);
    await self.clients.claim();
  })());
});

async function keep(name, most, request, response) {
  const store = await caches.open(name);
  await store.delete(request, { ignoreVary: true });
  await store.put(request, response);
  const keys = await store.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - most))) await store.delete(old);
}

const isForm = (response) => response.headers.get("x-keep") === "form";

async function stamped(response) {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "set-cookie"]) headers.delete(name);
  headers.set("x-seen-at", String(Date.now()));
  const body = isForm(response) ? (await response.text()).replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1") : response.body;
  return new Response(body, { status: 200, headers });
}

/** A kept page says at its top how old it is. */
async function marked(response) {
  const html = await response.text();
  const english = /<html[^>]* lang="en/.test(html);
  const when = new Date(Number(response.headers.get("x-seen-at"))).toLocaleString(english ? "en-GB" : "de-DE",
    { dateStyle: "medium", timeStyle: "short", timeZone: "Europe/Berlin" });
  const sentence = english ? `As of ${when}, without network.` : `Stand ${when}, ohne Netz.`;
  const note = `<div class="wrap seen-note"><p class="note warm" role="status"><span>${sentence}</span></p></div>`;
  return new Response(html.replace(/<main[^>]*>/, (start) => start + note), { status: 200, headers: response.headers });
}

async function offline(url) {
  const store = await caches.open(STATIC);
  const known = await store.match(url.pathname, { ignoreVary: true });
  if (known) return isForm(known) ? marked(known) : known;
  return (await store.match(url.pathname.startsWith("/en/") ? "/en/ohne-netz/" : "/ohne-netz/", { ignoreVary: true })) || Response.error();
}

async function page(event) {
  const { request } = event;
  const url = new URL(request.url);
  const seen = await caches.match(request, { cacheName: SEEN, ignoreVary: true });
  const network = fetch(request).then((response) => {
    if (response.ok && !response.redirected && response.headers.has("x-keep"))
      event.waitUntil(stamped(response.clone()).then((copy) => keep(SEEN, MOST_PAGES, request.url, copy)));
    else if (response.status === 404 || response.status === 410) event.waitUntil(caches.open(SEEN).then((store) => store.delete(request, { ignoreVary: true })));
    return response;
  });
  if (!seen) return network.catch(() => offline(url));
  event.waitUntil(network.catch(() => {}));
  // a kept form is for the time without network alone: with one, however slow, the true one comes
  if (isForm(seen)) return network.catch(() => marked(seen));
  const late = new Promise((answer) => setTimeout(() => answer(null), PATIENCE));
  return (await Promise.race([network.catch(() => null), late])) || marked(seen);
}

async function post(event) {
  const url = new URL(event.request.url);
  const early = event.request.isHistoryNavigation ? null : await entryOf(event.request.clone()).catch(() => null);
  // from a kept form: only the outbox can send it
  if (early?.old) return wait(early, url);
  try { return await fetch(event.request); } catch {
    // the arrow back to the answer of a form asks for a kept copy; none is there, nothing failed, nothing may be sent again
    if (event.request.isHistoryNavigation || event.request.cache === "only-if-cached")
      return fetch(url.href, { credentials: "include", redirect: "manual" }).catch(() => offline(url));
    return early ? wait(early, url) : offline(new URL("/ohne-netz/", url));
  }
}

async function wait(entry, url) {
  await put(entry);
  await self.registration.sync?.register("outbox").catch(() => {});
  return Response.redirect(`${url.pathname.startsWith("/en/") ? "/en" : ""}/ohne-netz/postausgang/`, 303);
}

async function fixed(request) {
  const known = await caches.match(request, { cacheName: STATIC, ignoreVary: true });
  return known || fetch(request);
}

async function picture(event) {
  const known = await caches.match(event.request, { cacheName: PICTURES, ignoreVary: true });
  if (known) return known;
  const response = await fetch(event.request);
  if (response.status === 200 && /public/.test(response.headers.get("cache-control") || ""))
    event.waitUntil(keep(PICTURES, MOST_PICTURES, event.request, response.clone()));
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  const plain = url.pathname.replace(/^\/en\//, "/");
  const shut = closed.some((prefix) => plain.startsWith(prefix));
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(shut ? fetch(request).catch(() => offline(url)) : page(event));
  else if (request.mode === "navigate" && request.method === "POST" && !shut) event.respondWith(post(event));
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(fixed(request));
  else if (request.destination === "image" && !shut) event.respondWith(picture(event));
});

async function tell() {
  const states = (await all()).map((entry) => entry.state);
  const told = { outbox: states.filter((each) => each !== "arrived").length, goes: states.includes("waiting") };
  for (const client of await self.clients.matchAll()) client.postMessage(told);
  return told.goes;
}

// the browser tries again later only when it is told that something still waits
self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(flush(tell).then(tell).then((goes) => { if (goes) throw new Error("later"); }));
});
self.addEventListener("message", (event) => {
  if (event.data === "outbox") event.waitUntil(tell().then(() => flush(tell)).then(tell).catch(() => {}));
});

self.addEventListener("push", (event) => {
  const { title, text, path, tag } = event.data?.json() || {};
  if (!title) return;
  const english = path.startsWith("/en/");
  event.waitUntil(self.registration.showNotification(title, {
    body: text, tag, lang: "de", icon: assets.find((each) => each.includes("icon-192")), data: { path },
    actions: [{ action: "open", title: english ? "Read" : "Lesen" }, { action: "stop", title: english ? "End all" : "Alle beenden" }],
  }));
});

const talk = (name, subscription, more = {}) => fetch(`/folgen/geraet/${name}.json`, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ subscription, ...more }),
});

async function stop() {
  const subscription = await self.registration.pushManager.getSubscription();
  if (!subscription) return;
  await talk("aus", subscription);
  await subscription.unsubscribe();
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  if (event.action === "stop") { event.waitUntil(stop()); return; }
  const to = new URL(event.notification.data?.path || "/", self.location.origin);
  if (to.origin === self.location.origin) event.waitUntil(self.clients.openWindow(to.href));
});

// the browser changed its address: what the old one followed, the new one follows
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil((async () => {
    const { oldSubscription: old, newSubscription: now } = event;
    if (!old || !now) return;
    const { follows } = await (await talk("stand", old)).json();
    for (const { art, ziel } of follows || []) await talk("an", now, { art, ziel });
    await talk("aus", old);
  })());
});
