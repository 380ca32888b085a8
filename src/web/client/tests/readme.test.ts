import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

it("the README shows the example that a test runs, in ten lines", () => {
  const example = read("examples/pair.mjs");
  expect(read("README.md")).toContain(`\`\`\`js\n${example}\`\`\``);
  expect(example.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(10);
});

it("the README and the quickstart show the echo that a test kills, in fifteen lines", () => {
  const echo = read("examples/echo.mjs");
  const program = echo.split("\n").slice(1).join("\n");
  expect(read("README.md")).toContain(`\`\`\`js\n${echo}\`\`\``);
  expect(read("../docs/content/quickstart.md")).toContain(`cat > echo.mjs <<'END'\n${program}END\n`);
  expect(echo.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(15);
});

it("the README names the packed client of this version", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  expect(read("README.md")).toContain(`/client/linekeeper-client-${version}.tgz`);
});
