// Compares the types for embedding pages with the element's class, when the workspace is type-checked.

import type { LitElement } from "lit";

import type { LinekeeperOnboarding } from "../src/element.ts";
import type { OnboardingEvents } from "../src/events.ts";
import type { Language } from "../src/languages/known.ts";
import type { LinekeeperOnboardingElement, OnboardingEventMap, OnboardingLanguage } from "./element.d.ts";

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
/** Whether everything that the class has is declared, with the same types. */
type Covers<Declared, Real> = Same<
  { [Name in keyof Real]: Name extends keyof Declared ? Declared[Name] : "not declared" },
  Real
>;
type Own<Element, Base> = Omit<Element, keyof Base>;

export const members: Covers<
  Own<LinekeeperOnboardingElement, HTMLElement>,
  Own<LinekeeperOnboarding, LitElement>
> = true;
export const events: Covers<OnboardingEventMap, OnboardingEvents> = true;
export const languages: Same<Language, OnboardingLanguage> = true;
