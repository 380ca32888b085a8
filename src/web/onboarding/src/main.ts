// Entry script of the element: defines it once per page.

import { LinekeeperOnboarding } from "./element.ts";

const NAME = "linekeeper-onboarding";

if (customElements.get(NAME) === undefined) customElements.define(NAME, LinekeeperOnboarding);
