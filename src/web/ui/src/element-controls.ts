// Styles of buttons, fields, banners and other small elements, as far as the onboarding element has them: its script is
// to be small. They use the properties of tokens.ts.

import { css } from "lit";

/** Base styles of every root, document or shadow. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }

  a {
    color: var(--lk-accent);
    text-underline-offset: 0.2em;
  }

  :focus-visible {
    outline: var(--lk-focus-width) solid var(--lk-accent);
    outline-offset: 2px;
  }

  /* What gets the focus only to be read out. A tab that is left out of the order still shows where one is. */
  :is(h1, h2, h3, p, main)[tabindex="-1"]:focus {
    outline: none;
  }

  .muted {
    color: var(--lk-muted);
  }

  .hint {
    color: var(--lk-muted);
    font-size: var(--lk-text-2);
  }

  .mono {
    font-family: var(--lk-mono);
  }

  .tabular {
    font-variant-numeric: tabular-nums;
  }

  .unbroken {
    white-space: nowrap;
  }

  .offscreen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition: none !important;
      animation: none !important;
      scroll-behavior: auto !important;
    }
  }
`;

/** `<button class="primary | danger | quiet">`, also `small`, and links styled as buttons: `<a class="button">`. */
export const buttons = css`
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--lk-space-2);
    min-height: 44px;
    padding: var(--lk-space-2) var(--lk-space-4);
    border: 1px solid var(--lk-field-line);
    border-radius: var(--lk-radius-2);
    background: var(--lk-card);
    color: var(--lk-text);
    font: inherit;
    font-weight: 600;
    line-height: var(--lk-leading-tight);
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition:
      background-color var(--lk-quick),
      border-color var(--lk-quick);
  }

  button:hover:not(:disabled),
  .button:hover {
    background: var(--lk-soft);
  }

  button:disabled {
    opacity: 0.55;
    cursor: default;
  }

  button.primary,
  .button.primary {
    border-color: var(--lk-accent);
    background: var(--lk-accent);
    color: var(--lk-on-accent);
  }

  button.primary:hover:not(:disabled),
  .button.primary:hover {
    border-color: var(--lk-accent-strong);
    background: var(--lk-accent-strong);
  }

  button.danger {
    border-color: var(--lk-error);
    background: var(--lk-error);
    color: var(--lk-on-error);
  }

  button.danger:hover:not(:disabled) {
    background: var(--lk-error);
    filter: brightness(1.1);
  }

  button.quiet,
  .button.quiet {
    border-color: transparent;
    background: none;
    color: var(--lk-accent);
  }

  button.quiet:hover:not(:disabled),
  .button.quiet:hover {
    background: var(--lk-soft);
  }

  button.small,
  .button.small {
    min-height: 32px;
    padding: var(--lk-space-1) var(--lk-space-3);
    border-radius: var(--lk-radius-1);
    font-size: var(--lk-text-2);
  }
`;

/** `<label>`, `<input>`, and its error text: `.field-error`. */
export const inputs = css`
  label {
    display: block;
    font-weight: 600;
  }

  input {
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

  input::placeholder {
    color: var(--lk-muted);
    opacity: 1;
  }

  [aria-invalid="true"] {
    border-color: var(--lk-error);
    box-shadow: 0 0 0 1px var(--lk-error);
  }

  .field-error {
    color: var(--lk-error);
    font-size: var(--lk-text-2);
    font-weight: 600;
  }

  .field-error:empty {
    display: none;
  }
`;

/** `<div class="banner" data-tone="error | warning | info | success">` */
export const banners = css`
  .banner {
    --tone: var(--lk-info);
    --tone-soft: var(--lk-info-soft);
    padding: var(--lk-space-3) var(--lk-space-4);
    border: 1px solid color-mix(in srgb, var(--tone) 28%, transparent);
    border-radius: var(--lk-radius-2);
    background: var(--tone-soft);
  }

  .banner > .icon,
  .banner .tone {
    color: var(--tone);
  }

  .banner[data-tone="error"] {
    --tone: var(--lk-error);
    --tone-soft: var(--lk-error-soft);
  }

  .banner[data-tone="warning"] {
    --tone: var(--lk-warning);
    --tone-soft: var(--lk-warning-soft);
  }

  .banner[data-tone="success"] {
    --tone: var(--lk-accent);
    --tone-soft: var(--lk-soft);
  }
`;

/** `<dialog>` */
export const dialogs = css`
  dialog {
    width: calc(100% - 2 * var(--lk-space-4));
    max-width: 416px;
    padding: var(--lk-space-6);
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-3);
    background: var(--lk-card);
    color: var(--lk-text);
    box-shadow: var(--lk-shadow-3);
  }

  dialog::backdrop {
    background: var(--lk-backdrop);
  }
`;

/** `<span class="spinner" aria-hidden="true">` and `<svg class="icon">` */
export const marks = css`
  .spinner {
    display: block;
    width: 40px;
    height: 40px;
    border: 4px solid var(--lk-line);
    border-top-color: var(--lk-accent);
    border-radius: 50%;
    animation: lk-turn 0.9s linear infinite;
  }

  @keyframes lk-turn {
    to {
      transform: rotate(1turn);
    }
  }

  .icon {
    flex: none;
    width: 20px;
    height: 20px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;

/** All of the above. */
export const elementControls = [base, buttons, inputs, banners, dialogs, marks];
