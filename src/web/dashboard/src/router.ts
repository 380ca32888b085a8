// Routing: the path selects the page, the query holds the choices made on it.

import { isCompany, withQuery } from "@linekeeper/ui/address.ts";

export type Place =
  | { readonly page: "attention" | "overview" | "companies" | "webhooks" | "service" | "unknown" }
  | { readonly page: "webhook"; readonly webhook: string }
  | { readonly page: "session"; readonly company: string };

export function placeOf(pathname: string): Place {
  const [root, section = "", named, ...more] = pathname.replace(/\/+$/, "").split("/").slice(1);
  if (root !== "admin" || more.length > 0) return { page: "unknown" };
  if (section === "sessions" && named !== undefined) {
    return isCompany(named) ? { page: "session", company: named } : { page: "unknown" };
  }
  if (section === "webhooks" && named !== undefined) {
    return WEBHOOK.test(named) ? { page: "webhook", webhook: named } : { page: "unknown" };
  }
  const page = SECTIONS[section];
  return page === undefined || named !== undefined ? { page: "unknown" } : { page };
}

/** Ids of endpoints as the service writes them. */
const WEBHOOK = /^[a-z0-9]{16}$/;

const SECTIONS: Readonly<Record<string, "attention" | "companies" | "overview" | "webhooks" | "service">> = {
  "": "attention",
  sessions: "companies",
  overview: "overview",
  webhooks: "webhooks",
  service: "service",
};

export function pathOf(place: Place): string {
  switch (place.page) {
    case "session":
      return `/admin/sessions/${place.company}`;
    case "companies":
      return "/admin/sessions";
    case "webhook":
      return `/admin/webhooks/${place.webhook}`;
    case "webhooks":
      return "/admin/webhooks";
    case "overview":
      return "/admin/overview";
    case "service":
      return "/admin/service";
    case "attention":
    case "unknown":
      return "/admin";
  }
}

export class Router {
  /** Called when the page or its query changes. */
  onChange: () => void = () => {};

  #listeners = new Set<() => void>();

  /** Subscribes to navigation to another URL; returns the function that unsubscribes. */
  onTravel(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Handles clicks on the dashboard's links without loading a document, and the browser's back and forward buttons. */
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

  /** Changes the query of the current page without adding a history entry. */
  choose(changes: Readonly<Record<string, string | null>>): void {
    const search = withQuery(location.search, changes);
    if (search === location.search) return;
    history.replaceState(history.state, "", location.pathname + search);
    this.onChange();
  }
}

/** Returns the URL of a dashboard link that was clicked to open in this tab; null for any other click. */
function inside(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!isPlain || event.defaultPrevented) return null;
  const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
  if (link === undefined || link.target !== "" || link.hasAttribute("download")) return null;
  const isOurs = link.origin === location.origin && /^\/admin(\/|$)/.test(link.pathname);
  return isOurs ? link.pathname + link.search : null;
}
