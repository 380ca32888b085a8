// The element of this service, led to the played service instead.

import type { LinekeeperOnboarding } from "@linekeeper/onboarding/src/element.ts";
import type { Line, LineOptions } from "@linekeeper/client";

import { COMPANY, DemoService, type Scene } from "./service.ts";
import { socketsTo } from "./socket.ts";

const NAME = "linekeeper-onboarding";
const DEMO = "linekeeper-onboarding-demo";
const SCRIPT = "/linekeeper-onboarding.js";

let loading: Promise<void> | null = null;

/** Loads the element as a page that embeds it does. */
export function loadElement(): Promise<void> {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.addEventListener("load", () => done());
    script.addEventListener("error", () => {
      loading = null;
      failed(new Error(`${SCRIPT} cannot be loaded`));
    });
    document.head.append(script);
  });
  return loading;
}

export type DemoElement = LinekeeperOnboarding & { played: DemoService };

/** Creates an element that shows this scene. Its script has to be loaded. */
export function demoElement(scene: Scene, qrSvg: string): DemoElement {
  if (customElements.get(DEMO) === undefined) customElements.define(DEMO, demoClass());
  const element = document.createElement(DEMO) as DemoElement;
  element.played = new DemoService(scene, qrSvg);
  element.company = COMPANY;
  element.token = "demonstration";
  return element;
}

function demoClass(): CustomElementConstructor {
  const Element = customElements.get(NAME) as typeof LinekeeperOnboarding;
  return class extends Element {
    declare played: DemoService;

    protected override openLine(options: LineOptions): Line {
      return super.openLine({ ...options, WebSocket: socketsTo(this.played) });
    }
  };
}
