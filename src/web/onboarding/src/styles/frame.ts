// Styles of the card and its two columns, and the properties that a surrounding page may set.

import { css } from "lit";
import { dark, light, shape } from "@linekeeper/ui/palette.ts";

export const frame = css`
  :host {
    display: block;
    width: 100%;
    container-type: inline-size;
  }

  :host([hidden]) {
    display: none;
  }

  /* Whatever the page around inherits down to us ends here. */
  .root {
    all: initial;
    display: block;
    direction: ltr;
    ${shape}
    ${light}
    color: var(--lk-text);
    visibility: inherit;
    font-family: var(--linekeeper-font, var(--lk-sans));
    font-size: var(--lk-text-3);
    line-height: var(--lk-leading);
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    overflow-wrap: anywhere;
  }

  /* The page around decides on the colour scheme, see scheme.ts. */
  .root[data-scheme="dark"] {
    ${dark}
  }

  .card {
    display: grid;
    width: 100%;
    max-width: var(--linekeeper-max-width, 480px);
    margin-inline: auto;
    border: var(--linekeeper-border, 1px solid var(--lk-line));
    border-radius: var(--lk-radius-3);
    background: var(--lk-card);
    box-shadow: var(--linekeeper-shadow, var(--lk-shadow-2));
    overflow: hidden;
  }

  .main {
    display: flex;
    flex-direction: column;
    gap: var(--lk-space-4);
    min-width: 0;
    padding: var(--lk-space-6) var(--lk-space-5) var(--lk-space-5);
  }

  .title {
    font-size: var(--lk-text-5);
    font-weight: 700;
    line-height: var(--lk-leading-tight);
    letter-spacing: -0.015em;
    text-wrap: balance;
  }

  .company {
    min-height: calc(1em * var(--lk-leading));
    margin-top: calc(-1 * var(--lk-space-3));
  }

  .heading {
    font-size: var(--lk-text-3);
    font-weight: 600;
    line-height: 1.35;
  }

  .aside {
    padding: 0 var(--lk-space-5) var(--lk-space-6);
  }

  /* Beside the form there is no room for the steps on a phone, and no need yet. */
  :host(:not([data-step="code"], [data-step="answered"], [data-step="qr"])) .aside {
    display: none;
  }

  .foot {
    margin: 0 var(--lk-space-5);
    border-top: 1px solid var(--lk-line);
  }

  .foot summary {
    min-height: 44px;
    padding: var(--lk-space-3) 0;
    color: var(--lk-muted);
    font-size: var(--lk-text-2);
    font-weight: 500;
    cursor: pointer;
  }

  .foot button {
    margin: var(--lk-space-3) 0 var(--lk-space-4);
    font-size: var(--lk-text-2);
  }

  @container (min-width: 480px) {
    .main {
      padding: var(--lk-space-8) var(--lk-space-8) var(--lk-space-6);
    }

    .foot {
      margin: 0 var(--lk-space-8);
    }

    .aside {
      padding: 0 var(--lk-space-8) var(--lk-space-8);
    }
  }

  @container (min-width: 760px) {
    .card[data-wide] {
      grid-template-columns: minmax(0, 1fr) minmax(300px, 360px);
      max-width: var(--linekeeper-max-width, 900px);
    }

    /* High enough for the QR: the page below stays where it is. */
    .card[data-wide] .main {
      min-height: 620px;
    }

    .card[data-wide] .aside {
      grid-area: 1 / 2 / span 2;
    }

    :host(:not([data-step="code"], [data-step="answered"], [data-step="qr"])) .aside,
    .aside {
      display: block;
      padding: var(--lk-space-8) var(--lk-space-6);
      border-left: 1px solid var(--lk-line);
      background: var(--lk-inset);
    }

    .card:not([data-wide]) .main {
      min-height: 420px;
    }
  }
`;
