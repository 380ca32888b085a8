// Where one is in the dashboard: the path says which page, the query what is chosen on it.

import { isCompany, withQuery } from "@linekeeper/ui/address.ts";

export type Place =
  | { readonly page: "overview" | "sessions" | "service" | "unknown" }
  | { readonly page: "session"; readonly company: string };

export function placeOf(pathname: string): Place {
  const [root, section = "", company, ...more] = pathname.replace(/\/+$/, "").split("/").slice(1);
  if (root !== "admin" || more.length > 0) return { page: "unknown" };
  if (section === "" || section === "service") {
    return company === undefined ? { page: section === "" ? "overview" : "service" } : { page: "unknown" };
  }
  if (section !== "sessions") return { page: "unknown" };
  if (company === undefined) return { page: "sessions" };
  return isCompany(company) ? { page: "session", company } : { page: "unknown" };
}

export function pathOf(place: Place): string {
  switch (place.page) {
    case "session":
      return `/admin/sessions/${place.company}`;
    case "sessions":
      return "/admin/sessions";
    case "service":
      return "/admin/service";
    case "overview":
    case "unknown":
      return "/admin";
  }
}

export class Router {
  /** Called when the page or what is chosen on it has changed. */
  onChange: () => void = () => {};

  #listeners = new Set<() => void>();

  /** Calls back when somebody has gone to another address; gives back what ends that. */
  onTravel(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follows links of the dashboard without loading anything, and the browser's own buttons. */
  start(): void {
    addEventListener("popstate", () => this.#arrived());
    document.addEventListener("click", (event) => {
      const href = inside(event);
      if (href === null) return;
      event.preventDefault();
      this.go(href);
    });
  }

  get place(): Place {
    return placeOf(location.pathname);
  }

  get query(): URLSearchParams {
    return new URLSearchParams(location.search);
  }

  go(address: string): void {
    if (address === location.pathname + location.search) return;
    history.pushState(null, "", address);
    scrollTo(0, 0);
    this.#arrived();
  }

  #arrived(): void {
    this.onChange();
    for (const listener of this.#listeners) listener();
  }

  /** What is chosen on a page is no step of its own in the history. */
  choose(changes: Readonly<Record<string, string | null>>): void {
    const search = withQuery(location.search, changes);
    if (search === location.search) return;
    history.replaceState(history.state, "", location.pathname + search);
    this.onChange();
  }
}

/** The address of the dashboard's own link that was followed in this tab; null for any other click. */
function inside(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!isPlain || event.defaultPrevented) return null;
  const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
  if (link === undefined || link.target !== "" || link.hasAttribute("download")) return null;
  const isOurs = link.origin === location.origin && /^\/admin(\/|$)/.test(link.pathname);
  return isOurs ? link.pathname + link.search : null;
}
