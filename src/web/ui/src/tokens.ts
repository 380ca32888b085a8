// The custom properties of palette.ts for a document, or an element that follows the browser's colour scheme.

import { css } from "lit";

import { dark, light, shape } from "./palette.ts";

/**
 * Properties of a document (`:root`) or an element with a shadow root (`:host`). The colour scheme follows the browser,
 * or the root's attribute `theme="light"` or `theme="dark"`.
 */
export const tokens = css`
  :root,
  :host {
    ${shape}
    ${light}
  }

  @media (prefers-color-scheme: dark) {
    :root:not([theme="light"]),
    :host(:not([theme="light"])) {
      ${dark}
    }
  }

  :root[theme="dark"],
  :host([theme="dark"]) {
    ${dark}
  }
`;
