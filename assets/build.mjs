// Build what the site serves: one stylesheet, one script, four faces of a font, a few pictures,
// and the map.
// The output is committed, so that nobody needs Node to install or run Towpath.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { compile } from "sass";
import { build } from "esbuild";

const out = new URL("../src/towpath/web/static/vendor/", import.meta.url).pathname;
rmSync(out, { recursive: true, force: true });
mkdirSync(out + "fonts", { recursive: true });

const faces = ["latin", "latin-ext"].flatMap((part) => [400, 700].map((weight) => ({ part, weight })));
const ranges = JSON.parse(readFileSync("node_modules/@fontsource/noto-sans/unicode.json", "utf8"));
const rules = faces.map(({ part, weight }) => {
  const name = `noto-sans-${part}-${weight}-normal.woff2`;
  cpSync(`node_modules/@fontsource/noto-sans/files/${name}`, `${out}fonts/${name}`);
  return `@font-face{font-family:"Noto Sans";font-weight:${weight};font-display:swap;` +
    `src:url(fonts/${name}) format("woff2");unicode-range:${ranges[part]}}`;
});

const { css } = compile("site.scss", {
  loadPaths: [".", "node_modules"], style: "compressed", quietDeps: true, charset: false,
});
// No crest: a rule that names a missing file would stop the static files from being collected.
const clean = css.replace(/[^{}]*\{[^{}]*crest[^{}]*\}/g, "");
const pictures = new Set(Array.from(clean.matchAll(/url\("?\/?(?:[^"()]*\/)?assets\/([^"()]+)"?\)/g), (m) => m[1]));
writeFileSync(out + "govuk.css", rules.join("") + clean.replace(
  /url\("?\/?(?:[^"()]*\/)?assets\/((?:images|fonts)\/[^"()]+)"?\)/g, "url($1)"));

await build({
  entryPoints: ["site.mjs"], outfile: out + "govuk.js", bundle: true, minify: true,
  format: "esm", target: "es2020", legalComments: "none",
});
// The map: read by the explorer alone, so apart from what every page loads. Its worker is a file of
// its own, since no policy here lets a page make one out of a string.
const maplibre = "node_modules/maplibre-gl/dist/";
await build({
  entryPoints: ["map.mjs"], outfile: out + "map.js", bundle: true, minify: true,
  format: "esm", target: "es2022", legalComments: "eof",
});
await build({
  entryPoints: [maplibre + "maplibre-gl-worker.mjs"], outfile: out + "map-worker.js", bundle: true,
  minify: true, format: "esm", target: "es2022", legalComments: "eof",
});
await build({
  entryPoints: [maplibre + "maplibre-gl.css"], outfile: out + "map.css", minify: true,
  legalComments: "eof",
});
for (const picture of pictures) {
  cpSync(`node_modules/@ministryofjustice/frontend/moj/assets/${picture}`, out + picture);
}
