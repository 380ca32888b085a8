// Styles of buttons, fields, banners and other small elements shared by all pages. They use the properties of
// tokens.ts.

import { css } from "lit";

import { elementControls } from "./element-controls.ts";

/** Headings of a page; an element takes the levels of its headings from the page around. */
export const headings = css`
  h1 {
    font-size: var(--lk-text-5);
    line-height: var(--lk-leading-tight);
    letter-spacing: -0.01em;
  }

  h2 {
    font-size: var(--lk-text-4);
    line-height: var(--lk-leading-tight);
  }

  h3 {
    font-size: var(--lk-text-3);
    line-height: var(--lk-leading-tight);
  }
`;

/** `<select>`, `<textarea>`, and boxes to tick. */
export const choices = css`
  select,
  textarea {
    display: block;
    width: 100%;
    min-height: 44px;
    padding: var(--lk-space-2) var(--lk-space-3);
    border: 1px solid var(--lk-field-line);
    border-radius: var(--lk-radius-2);
    background: var(--lk-card);
    color: var(--lk-text);
    font: inherit;
  }

  input[type="checkbox"],
  input[type="radio"] {
    display: inline-block;
    width: 18px;
    min-height: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--lk-accent);
  }
`;

/** All styles, those of the onboarding element among them. */
export const controls = [...elementControls, headings, choices];
