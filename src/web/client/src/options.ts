import type { Backoff } from "./backoff.ts";
import type { SocketClass } from "./platform/socket.ts";

/** Options of a connection to the service, and the dependencies that a test replaces. */
export interface ConnectionOptions {
  /** Base address of the service; by default the page's own origin. */
  url?: string | undefined;
  /**
   * Token of an onboarding link or, in Node, an API key (`lk_…`). Without it a browser's dashboard session (cookie)
   * authenticates. It is sent in the first frame or a header, never in a URL.
   */
  token?: string | undefined;
  /** WebSocket class to use instead of the platform's. */
  WebSocket?: SocketClass | undefined;
  /** Delay before a connection attempt. */
  backoff?: Backoff | undefined;
  /** Source of random numbers in `0..1`. */
  random?: (() => number) | undefined;
  /** Clock of this machine, in milliseconds. */
  clock?: (() => number) | undefined;
}

/** Returns the URL of one of the service's WebSockets. */
export function socketUrl(base: string | undefined, path: string): string {
  const from = base ?? globalThis.location?.origin;
  if (from === undefined) throw new TypeError("Outside of a page the service's url must be given");
  const url = new URL(`${from.replace(/\/+$/, "")}${path}`);
  url.protocol = url.protocol.replace(/^http/, "ws");
  return url.href;
}
