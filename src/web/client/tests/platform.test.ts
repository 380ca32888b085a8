import { afterEach, describe, expect, it, vi } from "vitest";

import { onWake, openSocket } from "../src/platform/browser.ts";

afterEach(() => vi.unstubAllGlobals());

function aPage(): { document: EventTarget & { visibilityState: string }; window: EventTarget } {
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const window = new EventTarget();
  vi.stubGlobal("document", document);
  vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
  vi.stubGlobal("removeEventListener", window.removeEventListener.bind(window));
  return { document, window };
}

describe("a browser", () => {
  it("wakes sockets up when the page is seen again or the network is back, until it is told not to", () => {
    const { document, window } = aPage();
    const wake = vi.fn();
    const stop = onWake(wake);
    window.dispatchEvent(new Event("online"));
    expect(wake).toHaveBeenCalledTimes(1);
    document.visibilityState = "hidden";
    document.dispatchEvent(new Event("visibilitychange"));
    expect(wake).toHaveBeenCalledTimes(1);
    document.visibilityState = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
    expect(wake).toHaveBeenCalledTimes(2);
    stop();
    document.dispatchEvent(new Event("visibilitychange"));
    window.dispatchEvent(new Event("online"));
    expect(wake).toHaveBeenCalledTimes(2);
  });

  it("opens its own sockets, and none for an API key", () => {
    const opened: string[] = [];
    vi.stubGlobal(
      "WebSocket",
      class {
        constructor(...given: string[]) {
          opened.push(...given);
        }
      },
    );
    openSocket("wss://lines.example/ws", null);
    expect(opened).toEqual(["wss://lines.example/ws"]);
    expect(() => openSocket("wss://lines.example/ws", "lk_key")).toThrow(TypeError);
  });

  it("without a page, as in a worker, wakes nothing up", () => {
    expect(() => onWake(() => {})()).not.toThrow();
  });
});
