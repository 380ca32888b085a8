// Whose page it is, as far as it is known at the moment.

import { brandOf, type Brand, type Branding, type Said } from "./brand.ts";
import { claimsOf } from "./token.ts";

/** Part of the element that is needed. */
export interface BrandedElement extends Said {
  readonly token: string | null;
  /** Set by the page around; null for what the service has. */
  readonly branding: Branding | null;
}

export class BrandPart {
  #element: BrandedElement;
  #changed: () => void;
  #loaded: Branding | null = null;
  #asked: Promise<Branding | null> | null = null;

  constructor(element: BrandedElement, changed: () => void) {
    this.#element = element;
    this.#changed = changed;
  }

  /** Whether the link has a name that may be shown once the service has accepted it. */
  get hasName(): boolean {
    return claimsOf(this.#element.token).name !== null;
  }

  /** @param isAccepted whether the service has accepted the link: before that nothing that it says is shown */
  brand(isAccepted: boolean): Brand {
    const claims = isAccepted ? claimsOf(this.#element.token) : null;
    return brandOf(this.#element, claims, this.#element.branding ?? this.#loaded);
  }

  /** Asks the service for its branding, unless the page around has set one. */
  async load(fetched: () => Promise<Branding | null>): Promise<void> {
    if (this.#element.branding !== null) return;
    const asked = (this.#asked = fetched());
    const branding = await asked;
    // Another service was asked meanwhile.
    if (this.#asked !== asked) return;
    this.#loaded = branding;
    this.#changed();
  }
}
