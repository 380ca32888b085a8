// Origin of the script: the service's, unless the page sets another.

/** Read at load time: browsers know the current script only during its first run. */
const script = document.currentScript;

/** URL of this script; null where it is unknown, as in a module. */
export const scriptUrl = script instanceof HTMLScriptElement && script.src !== "" ? script.src : null;

/** Origin of the service that served this script; the page's own origin where that is unknown, as in a module. */
export const scriptOrigin = scriptUrl === null ? location.origin : new URL(scriptUrl).origin;
