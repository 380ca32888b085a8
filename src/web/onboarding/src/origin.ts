// Origin of the script: the service's, unless the page sets another.

/** Read at load time: browsers know the current script only during its first run. */
const script = document.currentScript;

/** URL of this script; null where it is unknown, as in a module. */
export const scriptUrl = script instanceof HTMLScriptElement && script.src !== "" ? script.src : null;

/** Origin of the service that served this script; the page's own origin where that is unknown, as in a module. */
export const scriptOrigin = scriptUrl === null ? location.origin : new URL(scriptUrl).origin;

/**
 * Returns the URL of a module that was built beside this script, for the given attempt to load it: browsers remember a
 * module that did not load by its URL.
 */
export function serviceModule(path: string, service: string, attempt: number): string {
  const url = new URL(path, scriptUrl ?? `${service.replace(/\/+$/, "")}/`);
  if (attempt > 1) url.searchParams.set("attempt", String(attempt));
  return url.href;
}
