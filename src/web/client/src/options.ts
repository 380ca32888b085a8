import type { Backoff } from "./backoff.ts";
import type { SocketClass } from "./platform/socket.ts";

/** How to reach the service, and what a test replaces. */
export interface ConnectionOptions {
  /** The service's base address; a page's own origin, if it is not said. */
  url?: string | undefined;
  /**
   * The token of an onboarding link, or, in Node, an API key (`lk_…`). Without it a browser's visit to the dashboard counts.
   * It is sent in the first frame or a header, never in an address.
   */
  token?: string | undefined;
  /** The class of WebSockets to use. */
  WebSocket?: SocketClass | undefined;
  /** How long to wait before an attempt. */
  backoff?: Backoff | undefined;
  /** A chance of `0..1`. */
  random?: (() => number) | undefined;
  /** This machine's clock, in milliseconds. */
  clock?: (() => number) | undefined;
}

/** The address of a WebSocket of the service. */
export function socketUrl(base: string | undefined, path: string): string {
  const from = base ?? globalThis.location?.origin;
  if (from === undefined) throw new TypeError("Outside of a page the service's url must be given");
  const url = new URL(`${from.replace(/\/+$/, "")}${path}`);
  url.protocol = url.protocol.replace(/^http/, "ws");
  return url.href;
}
