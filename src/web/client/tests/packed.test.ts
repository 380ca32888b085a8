// The packed client, installed into an empty project as `npm install` does it.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { packedManifest, packedReadme } from "../scripts/packed.mjs";

const here = import.meta.dirname;
const modules = path.resolve(here, "../../node_modules");
const manifest = JSON.parse(readFileSync(path.join(here, "../package.json"), "utf8")) as { version: string };

let project: string;

beforeAll(() => {
  project = mkdtempSync(path.join(tmpdir(), "linekeeper-packed-"));
  cpSync(path.join(here, "packed"), project, { recursive: true });
  const packed = path.resolve(here, `../../dist/client/linekeeper-client-${manifest.version}.tgz`);
  const quiet = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", packed, ...quiet], { cwd: project, stdio: ["ignore", "ignore", "inherit"] });
  // What an application with React or Vue has beside the client.
  mkdirSync(path.join(project, "node_modules/@types"));
  for (const name of ["@types/react", "vue"]) {
    symlinkSync(path.join(modules, name), path.join(project, "node_modules", name));
  }
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Runs a program of the workspace in the project; what it prints is the message of a failure. */
function checked(program: string, config: string): string {
  const bin = createRequire(import.meta.url).resolve(program);
  try {
    return execFileSync(process.execPath, [bin, "-p", config], { cwd: project, encoding: "utf8" });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

it("a program in Node imports it, and its socket is one of the package ws", () => {
  const said = execFileSync(process.execPath, ["run.mjs"], { cwd: project, encoding: "utf8" });
  expect(JSON.parse(said)).toEqual({
    names: [
      "Board",
      "Line",
      "LineError",
      "backoff",
      "followEvents",
      "isChanging",
      "parseTime",
      "passkeyStateOf",
      "sendMessage",
    ],
    states: ["connecting", "waiting", "closed"],
  });
});

it.each(["tsconfig.json", "tsconfig.bundler.json"])(
  "TypeScript finds its types, and those of the element, by %s",
  (config) => {
    expect(checked("typescript/bin/tsc", config)).toBe("");
  },
);

it("a Vue template knows the element", () => {
  expect(checked("vue-tsc/bin/vue-tsc.js", "tsconfig.vue.json")).toBe("");
});

it("it has no sources and no way to them, but the licence and the example of its README", () => {
  const installed = path.join(project, "node_modules/@linekeeper/client");
  expect(readdirSync(installed).sort()).toEqual([
    "LICENSE",
    "README.md",
    "dist",
    "examples",
    "onboarding",
    "package.json",
  ]);
  const text = readFileSync(path.join(installed, "package.json"), "utf8");
  expect(text).not.toContain("src/");
  expect(JSON.parse(text)).not.toHaveProperty("private");
  expect(readFileSync(path.join(installed, "README.md"), "utf8")).not.toContain("](../");
});

it("the manifest keeps the workspace's dependencies and leaves out the rest of it", () => {
  const packed = packedManifest({
    name: "n",
    private: true,
    scripts: {},
    devDependencies: {},
    dependencies: { ws: "^8" },
    exports: { ".": { development: "./src/index.ts", default: "./dist/index.js" } },
    imports: { "#platform": { development: {}, default: "./dist/b.js" } },
  });
  expect(packed).toMatchObject({
    name: "n",
    dependencies: { ws: "^8" },
    imports: { "#platform": { default: "./dist/b.js" } },
  });
  expect(Object.keys(packed)).not.toEqual(expect.arrayContaining(["private"]));
  expect(JSON.stringify(packed)).not.toContain("development");
});

it("the packed README keeps links within the package and to the web", () => {
  const readme = "[one](../../docs/a.json), [two](examples/pair.mjs), [three](https://a.example)";
  expect(packedReadme(readme)).toBe("one, [two](examples/pair.mjs), [three](https://a.example)");
});
