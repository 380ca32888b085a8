// Packs the client as npm installs it, into dist/served/client, from what `tsc` has built. The package that is packed
// differs from the workspace's: it has no sources, so no condition may lead to them, and it contains the types of the
// onboarding element.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { packedManifest, packedReadme } from "./packed.mjs";

const client = fileURLToPath(new URL("..", import.meta.url));
const into = path.join(client, "dist/served/client");
const staged = mkdtempSync(path.join(tmpdir(), "linekeeper-client-"));
const read = (name) => readFileSync(path.join(client, name), "utf8");

try {
  cpSync(path.join(client, "dist"), path.join(staged, "dist"), {
    recursive: true,
    filter: (from) => from !== path.join(client, "dist/served"),
  });
  for (const name of ["element.d.ts", "index.d.ts", "react.d.ts", "vue.d.ts"]) {
    cpSync(path.join(client, "../onboarding/types", name), path.join(staged, "onboarding", name));
  }
  cpSync(path.join(client, "examples"), path.join(staged, "examples"), { recursive: true });
  cpSync(path.join(client, "../../../LICENSE"), path.join(staged, "LICENSE"));
  writeFileSync(path.join(staged, "README.md"), packedReadme(read("README.md")));
  const manifest = packedManifest(JSON.parse(read("package.json")));
  writeFileSync(path.join(staged, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  mkdirSync(into, { recursive: true });
  execFileSync("npm", ["pack", staged, "--pack-destination", into, "--loglevel=error"], { stdio: "ignore" });
} finally {
  rmSync(staged, { recursive: true, force: true });
}
