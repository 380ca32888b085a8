// Places that the search finds, and their order.

export interface Place {
  readonly title: string;
  readonly detail: string;
  readonly href: string;
}

/** Returns the places that contain every word, those whose title begins with the text first. */
export function found(places: readonly Place[], text: string): readonly Place[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const hits = places.flatMap((place) => {
    const title = place.title.toLowerCase();
    const all = `${title} ${place.detail.toLowerCase()}`;
    return words.every((word) => all.includes(word)) ? [{ place, rank: rankOf(title, words) }] : [];
  });
  return hits.sort((one, other) => one.rank - other.rank).map(({ place }) => place);
}

function rankOf(title: string, words: readonly string[]): number {
  const whole = words.join(" ");
  if (title === whole) return 0;
  if (title.startsWith(whole)) return 1;
  return words.every((word) => title.includes(word)) ? 2 : 3;
}
