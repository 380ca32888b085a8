// WebSocket of the played service.

import type { SocketClass } from "@linekeeper/client";

import type { DemoService, Frame } from "./service.ts";

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

/** Returns a WebSocket class whose sockets lead to the played service. */
export function socketsTo(service: DemoService): SocketClass {
  return class DemoSocket {
    readyState = CONNECTING;
    onopen: ((event: never) => void) | null = null;
    onmessage: ((event: never) => void) | null = null;
    onclose: ((event: never) => void) | null = null;
    onerror: ((event: never) => void) | null = null;

    constructor() {
      queueMicrotask(() => {
        if (this.readyState === CLOSED) return;
        this.readyState = OPEN;
        service.opens({
          receive: (frame: Frame) => this.#deliver("onmessage", { data: JSON.stringify(frame) }),
          close: (code, reason) => this.#end(code, reason),
        });
        this.#deliver("onopen", {});
      });
    }

    send(text: string): void {
      service.heard(JSON.parse(text) as Frame);
    }

    close(): void {
      service.closes();
      this.#end(1000, "");
    }

    /** Delivers an event after the code that runs, as a network does. */
    #deliver(name: "onopen" | "onmessage", event: object): void {
      queueMicrotask(() => {
        if (this.readyState === OPEN) this[name]?.(event as never);
      });
    }

    #end(code: number, reason: string): void {
      queueMicrotask(() => {
        if (this.readyState === CLOSED) return;
        this.readyState = CLOSED;
        this.onclose?.({ code, reason } as never);
      });
    }
  };
}
