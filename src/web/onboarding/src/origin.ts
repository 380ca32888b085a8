// Where the script came from: the service, unless the page says another.

/** Read at once: browsers know the current script only while it runs first. */
const script = document.currentScript;

/** The origin of the service whose script this is; the page's own where that is not known, as in a module. */
export const scriptOrigin =
  script instanceof HTMLScriptElement && script.src !== "" ? new URL(script.src).origin : location.origin;
