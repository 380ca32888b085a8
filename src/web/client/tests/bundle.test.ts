// Size of the client in a page's bundle, built as an application would build it.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build, type Rollup } from "vite";
import { expect, it } from "vitest";

const client = fileURLToPath(new URL("../src/index.ts", import.meta.url));

async function bundled(source: string): Promise<string> {
  const { output } = (await build({
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["development", "browser", "module"] },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? id : null),
        load: (id) => (id === "entry" ? source.replace("CLIENT", client) : null),
      },
    ],
    build: { write: false, rollupOptions: { input: "entry" } },
  })) as Rollup.RollupOutput;
  return output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
}

it("a page with a line pays for a line, in no more than 6 kB", async () => {
  const code = await bundled(`import { Line } from "CLIENT"; new Line({ company: "1" }).connect();`);
  expect(code).toContain("/api/whatsapp/sessions/");
  expect(code).not.toContain("/api/dashboard/ws");
  expect(code).not.toContain("unexpected-response");
  expect(gzipSync(code).length).toBeLessThan(6000);
});

it("a page with a board pays for a board", async () => {
  const code = await bundled(`import { Board } from "CLIENT"; new Board().connect();`);
  expect(code).toContain("/api/dashboard/ws");
  expect(code).not.toContain("request-pairing-code");
});
