// The only thing this page keeps beyond a reload: the number that was typed for a company, in this tab alone.

const keyOf = (company) => `linekeeper.asked.${company}`;

/** @returns {string | null} the number a code was last asked for */
export function rememberedNumber(company) {
  try {
    return sessionStorage.getItem(keyOf(company));
  } catch {
    return null;
  }
}

export function rememberNumber(company, phone) {
  try {
    sessionStorage.setItem(keyOf(company), phone);
  } catch {
    // Without storage the number is typed again.
  }
}
