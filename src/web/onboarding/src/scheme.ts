// Colour scheme of the element: that of the page around it.

export type Scheme = "light" | "dark";

const DARK = "(prefers-color-scheme: dark)";

/** Calls back when the browser's preference changes; returns the function that ends it. */
export function onPreference(changed: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

/**
 * Returns the scheme of an element: its attribute `theme`, else the page's `color-scheme`. A page that declares none is
 * light, whatever the browser prefers; where the page has both, the browser's preference decides.
 */
export function schemeOf(element: HTMLElement): Scheme {
  const theme = element.getAttribute("theme");
  if (theme === "light" || theme === "dark") return theme;
  const schemes = getComputedStyle(element).colorScheme.split(" ");
  if (!schemes.includes("dark")) return "light";
  const isOpen = schemes.includes("light");
  return isOpen && !matchMedia(DARK).matches ? "light" : "dark";
}
