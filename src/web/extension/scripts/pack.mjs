// Lays out the two builds, `dist/chromium` and `dist/firefox`, and zips them. The same sources give the same bytes.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { zipSync } from "fflate";

import { BROWSERS, manifestOf } from "./manifest.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
const dist = path.join(folder, "dist");
const common = path.join(dist, "common");
const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));

for (const browser of BROWSERS) {
  const built = path.join(dist, browser);
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built);
  cpSync(common, built, { recursive: true });
  writeFileSync(path.join(built, "manifest.json"), `${JSON.stringify(manifestOf(browser, version), null, 2)}\n`);
  writeFileSync(path.join(dist, `linekeeper-passkey-${browser}.zip`), zipped(built));
}

/** Zip of a folder: names sorted, and one time for all files. */
function zipped(of) {
  const files = readdirSync(of, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(of, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .sort();
  const contents = Object.fromEntries(files.map((name) => [name, readFileSync(path.join(of, name))]));
  // The first day that a zip can name. Its times are local ones, and so is this.
  return zipSync(contents, { level: 9, mtime: new Date(1980, 0, 1) });
}
