// The only thing the element keeps beyond a reload: the number that was typed for a company, in this tab alone.

const keyOf = (company: string): string => `linekeeper.asked.${company}`;

/** The number a code was last asked for. */
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
    // Without storage the number is typed again.
  }
}
