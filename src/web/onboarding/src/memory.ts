// Storage of the number typed for a company, the only data kept across a reload; limited to this tab.

const keyOf = (company: string): string => `linekeeper.asked.${company}`;

/** Returns the number for which a code was last requested. */
export function rememberedNumber(company: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(company));
  } catch {
    return null;
  }
}

export function rememberNumber(company: string, phone: string): void {
  try {
    sessionStorage.setItem(keyOf(company), phone);
  } catch {
    // Without storage the number must be typed again.
  }
}
