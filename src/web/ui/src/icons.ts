// Line icons on a 24 × 24 grid, in the colour of the text. They are decorative: the text beside them carries the
// meaning.

import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

/** Content of an icon's `<svg>`. A function, so that a bundle contains only the icons in use. */
export type Drawing = () => SVGTemplateResult;

export const copyIcon: Drawing = () =>
  svg`<rect x="9" y="9" width="11" height="11" rx="2.5"/><path d="M5.5 15H5a1.5 1.5 0 0 1-1.5-1.5V5A1.5 1.5 0 0 1 5 3.500h8.500A1.5 1.5 0 0 1 15 5v.5"/>`;
export const checkIcon: Drawing = () => svg`<path d="m5 12.5 4.5 4.500L19 7.5"/>`;
export const alertIcon: Drawing = () => svg`<path d="M12 4 2.8 19.500h18.400zM12 10v4.500m0 2.500v.01"/>`;
export const infoIcon: Drawing = () => svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5m0-8.500v.01"/>`;
export const clockIcon: Drawing = () => svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5.250l3.25 2"/>`;
export const refreshIcon: Drawing = () =>
  svg`<path d="M20 5v5h-5M4 19v-5h5"/><path d="M19.5 10A8 8 0 0 0 5.3 7.500M4.5 14a8 8 0 0 0 14.2 2.5"/>`;
export const phoneIcon: Drawing = () =>
  svg`<rect x="6.5" y="2.5" width="11" height="19" rx="2.5"/><path d="M11 18.500h2"/>`;
export const qrIcon: Drawing = () =>
  svg`<rect x="3.5" y="3.5" width="6.5" height="6.5" rx="1"/><rect x="14" y="3.5" width="6.5" height="6.5" rx="1"/><rect x="3.5" y="14" width="6.5" height="6.5" rx="1"/><path d="M14 14h2.500v2.500M20.5 14v.01M14 20.500h.01M17 20.500h3.500V17.5"/>`;
export const linkIcon: Drawing = () =>
  svg`<path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.100a4 4 0 1 0-5.7-5.700L12 6.300M14 10a4 4 0 0 0-5.7 0l-3.1 3.100a4 4 0 1 0 5.7 5.700l1.1-1.1"/>`;
export const unlinkIcon: Drawing = () =>
  svg`<path d="m17 13.5 1.8-1.800a4 4 0 1 0-5.7-5.700l-1.6 1.600M7 10.500l-1.8 1.800a4 4 0 1 0 5.7 5.700l1.6-1.600M4 4l16 16"/>`;
export const closeIcon: Drawing = () => svg`<path d="M6 6l12 12M18 6 6 18"/>`;
export const searchIcon: Drawing = () => svg`<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>`;
export const chevronDownIcon: Drawing = () => svg`<path d="m6 9.5 6 6 6-6"/>`;
export const chevronRightIcon: Drawing = () => svg`<path d="m9.5 6 6 6-6 6"/>`;
export const arrowLeftIcon: Drawing = () => svg`<path d="M20 12H4.500m6.5-6.500L4.5 12l6.5 6.5"/>`;
export const externalIcon: Drawing = () =>
  svg`<path d="M14 4h6v6M20 4l-9 9M18 14v4.500a1.5 1.5 0 0 1-1.5 1.500h-11A1.5 1.5 0 0 1 4 18.500v-11A1.5 1.5 0 0 1 5.5 6H10"/>`;
export const trashIcon: Drawing = () =>
  svg`<path d="M4 6.500h16M9 6.500V4.500A1 1 0 0 1 10 3.500h4a1 1 0 0 1 1 1v2M6 6.500l.8 12.600a1.5 1.5 0 0 0 1.5 1.400h7.400a1.5 1.5 0 0 0 1.5-1.400L18 6.500M10 11v5.500m4-5.500v5.5"/>`;
export const signOutIcon: Drawing = () =>
  svg`<path d="M14 4.500H6.500A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.500H14M10 12h10.500m-3.5-3.5 3.5 3.5-3.5 3.5"/>`;
export const offlineIcon: Drawing = () =>
  svg`<path d="M4 4l16 16M8.5 16a5 5 0 0 1 6 -.6M5.5 12.800a9 9 0 0 1 4.5-2.300m4.2.1a9 9 0 0 1 4.3 2.200M2.5 9.500a13 13 0 0 1 4-2.600m4-.9a13 13 0 0 1 11 3.500M12 19.500v.01"/>`;
export const shieldIcon: Drawing = () =>
  svg`<path d="M12 3 4.5 6v5.500c0 4.5 3 8 7.5 9.5 4.5-1.5 7.5-5 7.5-9.500V6zM8.8 12l2.3 2.3 4.2-4.4"/>`;

/** Renders an icon beside a text; hidden from screen readers. */
export function icon(drawing: Drawing): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${drawing()}</svg>`;
}
