/** Builds styles, scripts, icons and fonts into the folder that Django serves; run by `node frontend/build.mjs`. */
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { check, townPalettes } from "./palette.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/mitmachstadt/spine/ui/static/ui");
const modules = join(here, "node_modules");
const WEIGHTS = [400, 500, 600];
/** Most bytes (brotli) that a first visit may take from each file; the start page has 150 KB in all. */
const BUDGET = { "app.css": 22_000, "app.js": 10_000, "prefs.js": 1_000, "icons.svg": 8_500, "sw.js": 3_500, "push.js": 4_000, "reader.js": 6_500, "report.js": 4_000 };

function variables(palette) {
  return Object.entries(palette).map(([name, value]) => `--${name}:${value}`).join(";");
}

/** Light is the default, dark follows the device unless the person chose; a choice always wins. Paper is always light. */
function themes(light, dark) {
  const [day, night] = [`${variables(light)};color-scheme:light`, `${variables(dark)};color-scheme:dark`];
  return `:root{${day}}@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${night}}}` +
    `@media screen{:root[data-theme=dark]{${night}}}`;
}

/** One sprite: symbols take colour and width of their line from the page; `own:` names drawings of our own. */
function sprite() {
  const names = JSON.parse(readFileSync(join(here, "icons.json"), "utf8"));
  const symbols = Object.entries(names).map(([name, tabler]) => {
    const file = tabler.startsWith("own:") ? join(here, "icons", `${tabler.slice(4)}.svg`)
      : join(modules, "@tabler/icons/icons/outline", `${tabler}.svg`);
    const source = readFileSync(file, "utf8");
    const paths = [...source.matchAll(/<(?:path|circle|rect|line|ellipse)[^>]*\/>/g)].map((hit) => hit[0])
      .filter((path) => !path.includes('stroke="none"')).join("").replace(/ \/>/g, "/>");
    return `<symbol id="${name}" viewBox="0 0 24 24">${paths}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** The KERN components that pages use unchanged, cut out of its stylesheet (which as a whole is 340 KB). */
function kernParts() {
  const wanted = /\.kern-(table|accordion|alert|dialog|task-list|summary|loader|progress|description-list)\b/;
  const source = readFileSync(join(modules, "@kern-ux/native/dist/kern.css"), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const kept = [];
  const walk = (text, wrap) => {
    let depth = 0, start = 0, head = "";
    for (let at = 0; at < text.length; at += 1) {
      if (text[at] === "{") { if (depth === 0) head = text.slice(start, at).trim(); depth += 1; }
      else if (text[at] === "}") {
        depth -= 1;
        if (depth > 0) continue;
        const body = text.slice(text.indexOf("{", start) + 1, at);
        start = at + 1;
        if (/^@(media|supports|layer)/.test(head)) walk(body, (css) => wrap(`${head}{${css}}`));
        else if (head.startsWith("@keyframes")) { if (/kern|load|spin/.test(head)) kept.push(`${head}{${body}}`); }
        else if (head.startsWith(":root") || wanted.test(head)) kept.push(wrap(`${head}{${body}}`));
      } else if (text[at] === ";" && depth === 0) start = at + 1;
    }
  };
  walk(source, (css) => css);
  return kept.join("\n");
}

function fontFaces() {
  return WEIGHTS.map((weight) => `@font-face{font-family:"Fira Sans";font-style:normal;font-weight:${weight};` +
    `font-display:swap;src:url("./fonts/fira-sans-${weight}.woff2") format("woff2");unicode-range:U+0-FF,U+131,U+152-153,` +
    "U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+304,U+308,U+329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD}")
    .join("");
}

async function css(name, contents, extra = {}) {
  await build({
    stdin: { contents, resolveDir: join(here, "styles"), loader: "css" }, bundle: true, minify: true,
    outfile: join(out, name), external: ["*.woff2", "*.svg"], target: ["chrome100", "firefox100", "safari15.4"],
    logLevel: "warning", ...extra,
  });
}

async function main() {
  const tokens = JSON.parse(readFileSync(join(here, "styles/tokens.json"), "utf8"));
  const towns = townPalettes(join(here, "../towns"));
  const bad = check(tokens, towns);
  if (bad.length) throw new Error(`The palette fails:\n  ${bad.join("\n  ")}`);

  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "fonts"), { recursive: true });
  for (const weight of WEIGHTS)
    cpSync(join(modules, `@fontsource/fira-sans/files/fira-sans-latin-${weight}-normal.woff2`), join(out, `fonts/fira-sans-${weight}.woff2`));
  writeFileSync(join(out, "icons.svg"), sprite());
  cpSync(join(here, "assets"), out, { recursive: true });

  const sheets = readdirSync(join(here, "styles")).filter((name) => /^\d.*\.css$/.test(name)).sort();
  const own = sheets.map((name) => readFileSync(join(here, "styles", name), "utf8")).join("\n");
  await css("app.css", fontFaces() + themes(tokens.light, tokens.dark) + own);
  await css("kern.css", kernParts());
  await css("office.css", `:root{${variables(tokens.light)}}` + readFileSync(join(here, "styles/office.css"), "utf8"));
  await css("report.css", readFileSync(join(here, "styles/report.css"), "utf8"));
  await css("map.css", `@import "${join(modules, "maplibre-gl/dist/maplibre-gl.css")}";@import "./map-page.css";`);
  for (const town of towns.filter((each) => Object.keys({ ...each.light, ...each.dark }).length)) await css(`town-${town.town}.css`, themes(town.light, town.dark));

  const script = { bundle: true, minify: true, format: "iife", target: ["es2020"], logLevel: "warning" };
  for (const name of ["app", "prefs", "sw", "push", "outbox-page", "reader", "plain", "report", "alike", "cover", "ballot"])
    await build({ ...script, entryPoints: [join(here, `scripts/${name}.js`)], outfile: join(out, `${name}.js`) });
  await build({ ...script, entryPoints: [join(here, "scripts/map.js")], outfile: join(out, "map.js") });
  // Without its source map comment, which names a file that is not shipped.
  const worker = readFileSync(join(modules, "maplibre-gl/dist/maplibre-gl-csp-worker.js"), "utf8");
  writeFileSync(join(out, "map-worker.js"), worker.replace(/^\/\/# sourceMappingURL=.*$/m, ""));

  for (const [name, most] of Object.entries(BUDGET)) {
    const size = brotliCompressSync(readFileSync(join(out, name))).length;
    console.log(`${name.padEnd(12)} ${String(size).padStart(7)} bytes brotli (at most ${most})`);
    if (size > most) throw new Error(`${name} has ${size} bytes, more than ${most}`);
  }
}

await main().catch((error) => { console.error(error.message); process.exit(1); });
