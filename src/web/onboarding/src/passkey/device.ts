// What can be done on this device: install the extension, or go on at another one.

/**
 * `chromium`, `firefox`: the extension can be installed. `framed`: it does not work in a frame. `phone`, `other`: it
 * cannot be installed here.
 */
export type HelperDevice = "chromium" | "firefox" | "framed" | "phone" | "other";

/** Oldest versions of the browsers in which the extension works. */
const CHROMIUM = 120;
const FIREFOX = 142;

/**
 * Guesses the device by its browser's name.
 * @param maxTouchPoints of the browser: an iPad calls itself a Mac, but no Mac has a touch screen
 * @param isTop whether the page is not in a frame
 */
export function helperDevice(userAgent: string, maxTouchPoints: number, isTop: boolean): HelperDevice {
  const isTablet = userAgent.includes("Macintosh") && maxTouchPoints > 1;
  if (isTablet || /Android|iPhone|iPad|iPod|Mobile/.test(userAgent)) return "phone";
  const name = isOf(userAgent, "Firefox", FIREFOX)
    ? "firefox"
    : isOf(userAgent, "(?:Chrome|Chromium)", CHROMIUM)
      ? "chromium"
      : "other";
  return name === "other" || isTop ? name : "framed";
}

function isOf(userAgent: string, name: string, oldest: number): boolean {
  const version = new RegExp(`${name}/(\\d+)`).exec(userAgent)?.[1];
  return version !== undefined && Number(version) >= oldest;
}
