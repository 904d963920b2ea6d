/** Sends what waited for the network, exactly once: the form's own token tells the town a second copy of the same words. */
import { all, get, swap } from "./outbox-store.js";

const FIELD = (name) => new RegExp(`name="${name}" value="([^"]*)"`);
const WHOSE = /<html[^>]* data-whose="([^"]*)"/;
const OWN = new Set(["csrfmiddlewaretoken", "_entwurf", "_von", "_alt"]);
const SOON = 3000;
// a connection that died without a word must not hold up everything behind it; the token makes a second try harmless
const [ASKING, SENDING] = [20_000, 180_000];

/** A form whose sending failed, as an entry that waits; null when it carries no token and must not be sent twice. */
export async function entryOf(request) {
  const data = await request.formData();
  if (!data.get("form_token")) return null;
  const fields = [...data].filter(([, value]) => typeof value === "string" || value.size);
  const texts = fields.filter(([name, value]) => typeof value === "string" && !OWN.has(name) && !/token|kept/.test(name));
  const words = texts.map(([, value]) => value.trim()).sort((a, b) => b.length - a.length)[0] || "";
  // a look at it before sending is nothing to send by itself: it waits for its person
  const look = ["preview", "back"].includes(data.get("was"));
  return {
    url: request.url, fields, look, state: look ? "needs" : "waiting", at: Date.now(), text: words.slice(0, 2000),
    files: fields.filter(([, value]) => typeof value !== "string").length, draft: data.get("_entwurf") || "",
    // under which account it was written, and whether the form was a kept one, whose token is old
    whose: data.get("_von") || "", old: data.has("_alt"),
  };
}

function bodyOf(entry, html) {
  const body = new FormData();
  for (const [name, value] of entry.fields) if (!OWN.has(name)) body.append(name, value);
  const csrf = FIELD("csrfmiddlewaretoken").exec(html);
  if (csrf) body.append("csrfmiddlewaretoken", csrf[1]);
  // nobody is there to be asked anything before it is received
  body.append("_spaeter", "1");
  return body;
}

/** One try; throws while there is no network or the town is out of order. */
async function send(entry) {
  const page = await fetch(entry.url, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout?.(ASKING) });
  if (page.status >= 500) throw new Error("later");
  const html = await page.text();
  if ((WHOSE.exec(html)?.[1] || "") !== entry.whose) return { ...entry, state: "needs", other: true };
  if (!page.ok || !FIELD("form_token").test(html)) return { ...entry, state: "needs", other: false };
  if (entry.old) {
    // once, and remembered before it is sent: a second try must be the same one for the town
    const token = FIELD("form_token").exec(html)[1];
    const before = entry;
    entry = { ...entry, old: false, at: Date.now(), fields: entry.fields.map(([name, value]) => [name, name === "form_token" ? token : value]) };
    await swap(before, entry);
  }
  // the town takes a form for a machine's when it comes back within two seconds
  if (Date.now() - entry.at < SOON) await new Promise((go) => setTimeout(go, SOON));
  const answer = await fetch(entry.url, { method: "POST", body: bodyOf(entry, html), headers: { Accept: "text/html" }, signal: AbortSignal.timeout?.(SENDING) });
  if (answer.status === 429 || answer.status >= 500) throw new Error("later");
  if (!answer.ok || !answer.redirected || /\/konto\//.test(answer.url)) return { ...entry, state: "needs", other: false };
  const receipt = await answer.text();
  const [draft, number] = [/data-draft-done="([^"]+)"/, /receipt-number">([^<]+)</].map((look) => look.exec(receipt)?.[1] || "");
  return { ...entry, state: "arrived", other: false, fields: [], answer: answer.url, number, draft: draft || entry.draft };
}

async function sendAll(tell) {
  const goes = (entry) => entry?.state === "waiting" || entry?.other;
  for (const { id } of (await all()).filter(goes)) {
    const entry = await get(id);
    if (!goes(entry)) continue;
    try { await swap(entry, await send(entry)); } catch { return; }
    await tell();
  }
}

/** Only one tab or worker sends at a time. */
export function flush(tell) {
  return navigator.locks ? navigator.locks.request("outbox", () => sendAll(tell)) : sendAll(tell);
}
