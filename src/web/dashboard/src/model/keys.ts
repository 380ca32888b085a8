// Keys of the dashboard, the same on a Latin and on a Russian keyboard.

/** Returns the Latin character of a key press. */
export function keyOf({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  // The slash of a Russian keyboard needs Shift; without it the key gives a full stop.
  if (key === "." && code === "Slash") return "/";
  const isForeign = key.length === 1 && key > "\u007f";
  const letter = /^Key([A-Z])$/.exec(code);
  return isForeign && letter !== null ? letter[1]!.toLowerCase() : key;
}

/** Whether a key press types into a field, or belongs to an open dialog. */
export function isTaken(event: Event): boolean {
  return event.composedPath().some((node) => {
    if (!(node instanceof HTMLElement)) return false;
    return node.matches("input, textarea, select, dialog") || node.isContentEditable;
  });
}

export function isPlain({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !(ctrlKey || metaKey || altKey);
}
