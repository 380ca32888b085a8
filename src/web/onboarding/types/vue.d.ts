// Makes Vue's templates know the element: `import type {} from "@linekeeper/client/vue"`.

import type { HTMLAttributes, PublicProps } from "vue";

import type {
  LinekeeperOnboardingElement,
  OnboardingAttributes,
  OnboardingEventMap,
  OnboardingProperties,
} from "./element.d.ts";

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Others}`
  ? `${First}${Capitalize<CamelCase<Others>>}`
  : Name;

/** A listener in a template, `@linekeeper-done`, is the property `onLinekeeperDone` for the type check. */
type Listeners = {
  [Name in keyof OnboardingEventMap as `on${Capitalize<CamelCase<Name>>}`]?: (event: OnboardingEventMap[Name]) => void;
};

type OnboardingComponent = new () => LinekeeperOnboardingElement & {
  /** Only for the type check of templates: the element itself does not have it. */
  $props: Omit<HTMLAttributes, keyof OnboardingAttributes> &
    OnboardingAttributes &
    Partial<Omit<OnboardingProperties, keyof OnboardingAttributes>> &
    Listeners &
    PublicProps;
};

declare module "vue" {
  interface GlobalComponents {
    "linekeeper-onboarding": OnboardingComponent;
  }
}
