// Pages that ask for assertions: a server with the extension's page module, on two ports of this machine.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

import ts from "typescript";

const SOURCES = fileURLToPath(new URL("../../../src/web/extension/src/", import.meta.url));

/** A page that has the module's functions as globals. */
const PAGE = `<!doctype html><html lang="en"><head><title>Onboarding</title><link rel="icon" href="data:,">
<script type="module">
  import { findExtension, requestAssertion } from "/page.ts";
  Object.assign(window, { findExtension, requestAssertion });
  window.isReady = true;
</script></head><body><h1>Onboarding</h1></body></html>`;

export class Site {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Site> {
    const server = createServer(({ url = "" }, response) => {
      const [, name] = /^\/([a-z0-9-]+)\.ts$/.exec(url) ?? [];
      response.setHeader("content-type", name === undefined ? "text/html" : "text/javascript");
      response.end(name === undefined ? PAGE : transpiled(name));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Site(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** A source file of the extension as the browser can run it. */
export function transpiled(name: string): string {
  const target = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(readFileSync(`${SOURCES}${name}.ts`, "utf8"), { compilerOptions: target }).outputText;
}
