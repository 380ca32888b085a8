// The element with what it loads later at hand, and a service without branding.

import type { Branding } from "../src/brand.ts";
import { LinekeeperOnboarding } from "../src/element.ts";
import * as more from "../src/more/main.ts";

export class TriedOnboarding extends LinekeeperOnboarding {
  protected override loadMore(): typeof more {
    return more;
  }

  protected override loadBranding(): Promise<Branding | null> {
    return Promise.resolve(null);
  }
}
