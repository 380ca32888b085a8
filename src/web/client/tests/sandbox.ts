// Starts the real service, with its simulator of WhatsApp, as a child process.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const BINARY =
  process.env["LINEKEEPER_BIN"] ?? path.resolve(import.meta.dirname, "../../../../target/debug/linekeeper");

export interface Sandbox {
  readonly url: string;
  /** API key with all scopes. */
  readonly key: string;
  /** Token of the salon's onboarding link. */
  readonly token: string;
  stop(): Promise<void>;
}

export async function startSandbox(): Promise<Sandbox> {
  const data = mkdtempSync(path.join(tmpdir(), "linekeeper-client-"));
  // A service that runs as root starts its embedded PostgreSQL as another user, who must be able to enter the
  // directory.
  chmodSync(data, 0o711);
  const listen = `127.0.0.1:${await freePort()}`;
  const env = {
    ...process.env,
    LINEKEEPER__STORE__DATA_DIR: data,
    LINEKEEPER__HTTP__LISTEN: listen,
    LINEKEEPER__LOG__FILTER: "warn",
  };
  const service = spawn(BINARY, ["sandbox"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const stop = async (): Promise<void> => {
    await ended(service);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const { key, token } = await greetingOf(service);
    return { url: `http://${listen}`, key, token, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Reads the admin key and the token from the service's output; it prints them once it is reachable. */
async function greetingOf(service: ChildProcess): Promise<{ key: string; token: string }> {
  const said: string[] = [];
  const find = (what: RegExp): string | undefined => said.map((line) => what.exec(line)?.[1]).find(Boolean);
  const failed = once(service, "exit").then(() => {
    throw new Error(`the service did not start:\n${said.join("\n")}`);
  });
  const greeted = (async () => {
    for await (const line of createInterface({ input: service.stdout! })) {
      said.push(line);
      const [key, token] = [find(/Admin key +(\S+)/), find(/#token=(\S+)/)];
      if (key !== undefined && token !== undefined) {
        service.stdout!.resume();
        return { key, token };
      }
    }
    throw new Error(`the service said no key:\n${said.join("\n")}`);
  })();
  failed.catch(() => {});
  return Promise.race([greeted, failed]);
}

async function ended(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  service.kill("SIGTERM");
  await once(service, "exit");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
