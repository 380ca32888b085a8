// Makes JSX know the element: `import type {} from "@linekeeper/client/react"`. Events are passed as React 19 takes
// them for custom elements: `onlinekeeper-connected={…}`.

import type { DetailedHTMLProps, HTMLAttributes } from "react";

import type {
  LinekeeperOnboardingElement,
  OnboardingAttributes,
  OnboardingEventMap,
  OnboardingProperties,
} from "./element.d.ts";

type EventHandlers = {
  [Name in keyof OnboardingEventMap as `on${Name}`]?: (event: OnboardingEventMap[Name]) => void;
};

export type OnboardingProps = Omit<
  DetailedHTMLProps<HTMLAttributes<LinekeeperOnboardingElement>, LinekeeperOnboardingElement>,
  keyof OnboardingAttributes
> &
  OnboardingAttributes &
  Partial<Omit<OnboardingProperties, keyof OnboardingAttributes>> &
  EventHandlers;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "linekeeper-onboarding": OnboardingProps;
    }
  }
}
