/** From written to spoken: sentences that do not end at an abbreviation, and words a voice says right. Knows no page. */
import { SPOKEN } from "./spoken-words.js";

const safe = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const GAP = "[\\s\\u00a0\\u202f]?";
const rules = {};

function rulesOf(language) {
  rules[language] ||= (SPOKEN[language] || SPOKEN.en).short.map(([written, said]) => {
    const head = /^[\p{L}]/u.test(written) ? "(?<![\\p{L}])" : "";
    const tail = /[\p{L}\d]$/u.test(written) ? "(?![\\p{L}])" : "";
    return [new RegExp(head + safe(written).replace(/ /g, GAP) + tail, "gu"), /^[§€%&]/.test(written) ? ` ${said} ` : said];
  });
  return rules[language];
}

/** What the voice is given for a sentence. */
export function spoken(text, language) {
  const { months, until, ends } = SPOKEN[language] || SPOKEN.en;
  let said = text.replace(/[\u00ad·]/g, "");
  if (language === "de") {
    for (const [whole, short] of ends) said = said.replace(new RegExp(`(?<=[\\p{Ll}])${safe(short)}`, "gu"), whole);
    said = said.replace(/(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)/g, (all, day, month, year) => (months[month - 1] ? `${Number(day)}. ${months[month - 1]} ${year}` : all))
      .replace(/(\d)\.(?=\d{3}(?!\d))/g, "$1")
      .replace(/(\d{1,2})(?::(\d{2}))?\s?[–-]\s?(\d{1,2})(?::(\d{2}))?\s?Uhr/g, (_all, from, m1, to, m2) => `${from}${m1 && m1 !== "00" ? ` Uhr ${m1}` : ""} ${until} ${to} Uhr${m2 && m2 !== "00" ? ` ${m2}` : ""}`)
      .replace(/(\d{1,2}):00 Uhr/g, "$1 Uhr").replace(/(\d{1,2}):(\d{2}) Uhr/g, "$1 Uhr $2");
  }
  said = said.replace(/(\d)\s?–\s?(?=\d)/g, `$1 ${until} `).replace(/\b([A-Z])-(\d{4})-(\d{3,})\b/g, "$1 $2 $3");
  for (const [written, word] of rulesOf(language)) said = said.replace(written, word);
  return said.replace(/\s+/g, " ").replace(/ ([.,;:!?])/g, "$1").trim();
}

/** A full stop after one of these, a single letter or a number ends no sentence. */
function goesOn(before, after, language) {
  const word = /(\S+)$/.exec(before)?.[1] || "";
  if (/^\(?[\p{L}]\.$/u.test(word) || /(?:^|[^\d.])\d{1,2}\.$/.test(before) || /str\.$/i.test(word)) return /^[\p{L}\d]/u.test(after);
  return (SPOKEN[language] || SPOKEN.en).short.some(([written]) => written.endsWith(".") && (word === written || word === `(${written}` || written.endsWith(` ${word}`)));
}

/** Lengths of the sentences of a text; together they are its length. */
export function sentenceLengths(text, language) {
  const lengths = [];
  let start = 0;
  for (const hit of text.matchAll(/[.!?…]["”“»)]*\s+/g)) {
    const end = hit.index + hit[0].length;
    const after = text.slice(end);
    if (!after.trim() || (hit[0].startsWith(".") && (goesOn(text.slice(start, hit.index + 1), after, language) || /^\p{Ll}/u.test(after)))) continue;
    lengths.push(end - start);
    start = end;
  }
  if (start < text.length) lengths.push(text.length - start);
  return lengths;
}
