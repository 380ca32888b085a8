// The one script that a page loads: defines the element, once.

import { LinekeeperOnboarding } from "./element.ts";

const NAME = "linekeeper-onboarding";

if (customElements.get(NAME) === undefined) customElements.define(NAME, LinekeeperOnboarding);
