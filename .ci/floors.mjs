// Compares each crate's direct workspace dependencies with the list in floors.json, and the list with its own rule:
// a crate imports only from floors below it. Also: the certificate bypass of the sandbox is in no normal build, nor is the
// benchmark's way round the sealing; and no files of `actors` import each other in a circle.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

import { circles } from "./circles.mjs";

const list = JSON.parse(readFileSync(new URL("floors.json", import.meta.url), "utf8")).crates;
const cargo = (...words) => execFileSync("cargo", words, { encoding: "utf8", maxBuffer: 1 << 28 });
const { packages } = JSON.parse(cargo("metadata", "--format-version", "1", "--no-deps"));
const complaints = [];

const names = new Set(packages.map((crate) => crate.name));
for (const crate of packages) {
  const written = list[crate.name];
  if (!written) {
    complaints.push(`${crate.name} is not in the list`);
    continue;
  }
  const imports = (kind) =>
    [...new Set(crate.dependencies.filter((d) => d.kind === kind && names.has(d.name)).map((d) => d.name))].sort();
  for (const [kind, expected] of [[null, written.imports], ["dev", written.dev]]) {
    const found = imports(kind);
    if (found.join() !== [...expected].sort().join()) {
      complaints.push(`${crate.name} (${kind ?? "normal"}): imports [${found}], the list says [${expected}]`);
    }
  }
  for (const below of written.imports) {
    if (list[below] && list[below].floor >= written.floor) {
      complaints.push(`${crate.name} on floor ${written.floor} imports ${below} on floor ${list[below].floor}`);
    }
  }
}
for (const name of Object.keys(list)) {
  if (!names.has(name)) complaints.push(`${name} is in the list but not in the workspace`);
}

const features = cargo("tree", "-p", "linekeeper-server", "-e", "normal,features", "--prefix", "none");
if (features.includes("danger-skip-cert-chain-verify")) {
  complaints.push("a normal build of linekeeper-server has the certificate bypass compiled in");
}
if (features.includes("bench-unsealed")) {
  complaints.push("a normal build of linekeeper-server can store credentials unsealed");
}

for (const circle of circles(new URL("../actors/", import.meta.url))) {
  complaints.push(`actors: these files import each other: ${circle.join(", ")}`);
}

// The pages: what each package may import of the others.
const web = new URL("../src/web/", import.meta.url);
const pages = JSON.parse(readFileSync(new URL("floors.json", import.meta.url), "utf8")).pages;
for (const [name, allowed] of Object.entries(pages)) {
  const folder = new URL(`${name}/`, web);
  const sources = readdirSync(folder, { recursive: true }).filter((file) => /^src\/.*\.ts$/.test(file));
  if (sources.length === 0) complaints.push(`${name} is in the list of pages and has no sources`);
  for (const file of sources) {
    const text = readFileSync(new URL(file, folder), "utf8");
    for (const [, other] of text.matchAll(/["']@linekeeper\/([a-z]+)/g)) {
      if (!allowed.includes(other)) complaints.push(`${name}/${file} imports ${other}, the list says [${allowed}]`);
    }
    for (const [, path] of text.matchAll(/from ["'](\.\.\/[^"']+)["']/g)) {
      const target = new URL(path, new URL(file, folder));
      if (!target.href.startsWith(folder.href)) complaints.push(`${name}/${file} imports ${path}, past its package`);
    }
  }
}

for (const complaint of complaints) console.error(`floors: ${complaint}`);
if (complaints.length > 0) process.exit(1);
console.log(`floors: ${packages.length} crates and ${Object.keys(pages).length} packages of the pages keep to the list`);
