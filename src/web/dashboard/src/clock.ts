// Re-renders elements with a countdown once a second; one timer for all of them, idle while the page is hidden.

import type { ReactiveController, ReactiveControllerHost } from "lit";

const TICK_MS = 1000;

const hosts = new Set<ReactiveControllerHost>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  if (document.visibilityState === "hidden") return;
  for (const host of hosts) host.requestUpdate();
}

/** Controller that renders its host again each second. */
export class Ticking implements ReactiveController {
  #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    hosts.add(this.#host);
    timer ??= setInterval(tick, TICK_MS);
  }

  hostDisconnected(): void {
    hosts.delete(this.#host);
    if (hosts.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }
}

document.addEventListener("visibilitychange", tick);
