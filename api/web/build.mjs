// Bundles every src/*.js into dist/{name}.js (+ .css). No network at run time: everything a page needs is in there.
import { build } from "esbuild";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, "dist");
rmSync(output, { recursive: true, force: true });
mkdirSync(output);
await build({
  entryPoints: readdirSync(join(here, "src")).filter((name) => name.endsWith(".js")).map((name) => join(here, "src", name)),
  outdir: output,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "linked",
  loader: { ".svg": "dataurl", ".woff": "dataurl", ".woff2": "dataurl" },
  logLevel: "warning",
});
