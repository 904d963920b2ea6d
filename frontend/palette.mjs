/** Computes every contrast pair that the design depends on, so that no palette (ours or a town's) can ship unreadable. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";

const TEXT = 4.5; // WCAG 2.2, 1.4.3
const SHAPE = 3; // WCAG 2.2, 1.4.11

/** [foreground, background, least ratio]; names are tokens or literal colours. */
export const PAIRS = [
  ["ink", "paper", TEXT], ["ink", "surface", TEXT], ["ink", "sunk", TEXT],
  ["muted", "paper", TEXT], ["muted", "surface", TEXT], ["muted", "sunk", TEXT], ["muted", "petrol-50", TEXT],
  ["muted", "sun-50", TEXT], ["muted", "leaf-50", TEXT],
  ["petrol", "paper", TEXT], ["petrol", "surface", TEXT], ["petrol", "sunk", TEXT], ["petrol", "petrol-50", TEXT],
  ["petrol", "petrol-100", TEXT], ["petrol", "sun-50", TEXT], ["on-petrol", "petrol", TEXT],
  ["on-sun", "sun", TEXT], ["sun-ink", "sun-100", TEXT], ["sun-ink", "sun-50", TEXT], ["sun-ink", "surface", TEXT],
  ["sun-ink", "paper", TEXT], ["leaf", "leaf-50", TEXT], ["leaf", "surface", TEXT], ["surface", "leaf", TEXT],
  ["plum", "plum-50", TEXT], ["surface", "plum", TEXT], ["sky", "sky-50", TEXT],
  ["danger", "danger-50", TEXT], ["danger", "paper", TEXT], ["danger", "surface", TEXT],
  ["grey-ink", "grey-50", TEXT], ["#FFFFFF", "petrol-strong", TEXT], ["on-strong", "petrol-strong", TEXT],
  ["map-label", "map-town", TEXT], ["map-label", "map-land", TEXT], ["map-neighbour", "map-land", TEXT],
  ["edge", "paper", SHAPE], ["edge", "surface", SHAPE], ["petrol", "map-town", SHAPE], ["danger", "map-town", SHAPE],
  ["sun-ink", "map-town", SHAPE], ["sun", "petrol-strong", SHAPE],
];

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of two #RRGGBB colours, 1 to 21. */
export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Sentences about every pair of one mode that is too weak; an empty list is a good palette. */
export function problems(palette, label) {
  const value = (name) => (name.startsWith("#") ? name : palette[name]);
  return PAIRS.flatMap(([front, back, least]) => {
    const ratio = contrast(value(front), value(back));
    return ratio >= least ? [] : [`${label}: ${front} on ${back} is ${ratio.toFixed(2)}, needs ${least}`];
  });
}

/** Colours that a town sets for itself in [palette.light] and [palette.dark]; only petrol* and sun* may change. */
export function townPalettes(folder) {
  const found = [];
  if (!existsSync(folder)) return found;
  for (const town of readdirSync(folder)) {
    const file = join(folder, town, "town.toml");
    if (!existsSync(file)) continue;
    const palette = parse(readFileSync(file, "utf8")).palette;
    if (palette) found.push({ town, light: palette.light ?? {}, dark: palette.dark ?? {} });
  }
  return found;
}

/** All problems of the tokens and of every town that overrides them. */
export function check(tokens, towns) {
  const list = [];
  for (const mode of ["light", "dark"]) {
    list.push(...problems(tokens[mode], mode));
    for (const town of towns) {
      for (const [name, colour] of Object.entries(town[mode])) {
        if (!/^(petrol|sun)(-|$)/.test(name) || !(name in tokens[mode]))
          list.push(`${town.town}: a town may not set the colour "${name}"`);
        if (!/^#[0-9A-Fa-f]{6}$/.test(colour)) list.push(`${town.town}: ${name} must be written as #RRGGBB`);
      }
      if (!list.length) list.push(...problems({ ...tokens[mode], ...town[mode] }, `${town.town} ${mode}`));
    }
  }
  return list;
}

if (process.argv[1]?.endsWith("palette.mjs")) {
  const here = new URL(".", import.meta.url).pathname;
  const tokens = JSON.parse(readFileSync(join(here, "styles/tokens.json"), "utf8"));
  for (const [front, back] of PAIRS) {
    const show = (mode) => contrast(...[front, back].map((n) => (n.startsWith("#") ? n : tokens[mode][n]))).toFixed(1);
    console.log(`${front} / ${back}`.padEnd(34), show("light").padStart(5), show("dark").padStart(5));
  }
  const list = check(tokens, townPalettes(join(here, "../towns")));
  list.forEach((line) => console.error(line));
  process.exitCode = list.length ? 1 : 0;
}
