// The page https://web.whatsapp.com of these tests: a local HTTPS server with a certificate of its own.
import { execFileSync } from "node:child_process";
import { X509Certificate, createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { type Server, createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export class WhatsAppPage {
  readonly #server: Server;
  readonly #unfinished = new Set<ServerResponse>();
  /** SHA-256 of the certificate's public key, by which the browser trusts it. */
  readonly spki: string;
  /** Script of the page, before everything else on it. */
  script = "";
  /** Where the page redirects to, if anywhere. */
  redirect: string | null = null;
  /** How often the page was asked for. */
  visits = 0;

  private constructor(server: Server, spki: string) {
    this.#server = server;
    this.spki = spki;
  }

  static async start(): Promise<WhatsAppPage> {
    const { key, cert } = certificate();
    const server = createServer({ key, cert }, (request, response) => page.#answer(request.url ?? "", response));
    const publicKey = new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" });
    const page = new WhatsAppPage(server, createHash("sha256").update(publicKey).digest("base64"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return page;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Finishes the pages that are loading. */
  finish(): void {
    for (const response of this.#unfinished) response.end("</body></html>");
    this.#unfinished.clear();
  }

  /** Forgets what a test has set. */
  reset(): void {
    this.finish();
    this.script = "";
    this.redirect = null;
    this.visits = 0;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Begins the page, which is there for the browser, and leaves it loading until {@link finish}. */
  #answer(url: string, response: ServerResponse): void {
    if (url !== "/") {
      response.writeHead(204).end();
      return;
    }
    this.visits += 1;
    if (this.redirect !== null) {
      response.writeHead(302, { location: this.redirect }).end();
      return;
    }
    // The real page has a strict policy, which must not be in the way.
    const [source, script] =
      this.script === "" ? ["'none'", ""] : ["'unsafe-inline'", `<script>${this.script}</script>`];
    const policy = `default-src 'none'; require-trusted-types-for 'script'; script-src ${source}`;
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    response.write(`<!doctype html><html><head><title>WhatsApp</title>${script}</head><body>`);
    this.#unfinished.add(response);
  }
}

function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "linekeeper-certificate-"));
  try {
    const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=web.whatsapp.com", "-addext", "subjectAltName=DNS:web.whatsapp.com"];
    const form = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    execFileSync("openssl", ["req", "-x509", ...form, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
