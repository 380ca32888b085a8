// Makes the DOM know the element: `import type {} from "@linekeeper/client/onboarding"`.

import type { LinekeeperOnboardingElement, OnboardingEventMap } from "./element.d.ts";

export type * from "./element.d.ts";

declare global {
  interface HTMLElementTagNameMap {
    "linekeeper-onboarding": LinekeeperOnboardingElement;
  }

  interface GlobalEventHandlersEventMap extends OnboardingEventMap {}
}
