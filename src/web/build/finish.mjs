// Lays out what the packages built as it is served: merges it into `dist`, compresses it once (gzip, Brotli) and checks
// the size budgets.
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { budgetsOf } from "./budgets.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const dist = path.join(web, "dist");
// The new build is assembled beside `dist` and renamed at the end, so a reader of `dist` meanwhile sees the complete
// old build.
const next = path.join(web, ".dist.next");

rmSync(next, { recursive: true, force: true });
for (const name of ["client/dist/served", "onboarding/dist", "dashboard/dist", "phone/dist", "docs/dist"]) {
  const built = path.join(web, name);
  if (!existsSync(built)) throw new Error(`${name} is not built`);
  cpSync(built, next, { recursive: true });
}

// The packed extensions, which the onboarding page offers for download.
for (const browser of ["chromium", "firefox"]) {
  const name = `linekeeper-passkey-${browser}.zip`;
  cpSync(path.join(web, "extension/dist", name), path.join(next, "extension", name));
}

const files = readdirSync(next, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(next, path.join(entry.parentPath, entry.name)));
const contents = new Map(files.map((name) => [name, readFileSync(path.join(next, name))]));
const gzipped = new Map();
for (const [name, content] of contents) {
  const gzip = gzipSync(content, { level: 9 });
  gzipped.set(name, gzip.length);
  if (!/\.(js|css|html|svg)$/.test(name) || content.length < 1024) continue;
  writeFileSync(path.join(next, `${name}.gz`), gzip);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(path.join(next, `${name}.br`), brotliCompressSync(content, { params }));
}

const budgets = budgetsOf(
  JSON.parse(readFileSync(new URL("budgets.json", import.meta.url), "utf8")),
  contents,
  gzipped,
);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
console.log("gzip:");
for (const [name, size] of [...gzipped].sort()) console.log(`${kilobytes(size)}  ${name}`);
for (const { what, size, limit } of budgets) {
  console.log(`${kilobytes(size)}  ${what}, of ${limit / 1000} kB${size > limit ? ": TOO LARGE" : ""}`);
}
if (budgets.some(({ size, limit }) => size > limit)) process.exit(1);

rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);
