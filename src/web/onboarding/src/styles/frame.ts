// Styles of the card and its two columns, and the properties that a surrounding page may set.

import { css } from "lit";

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
    color: var(--lk-text);
    color-scheme: inherit;
    visibility: inherit;
    font-family: var(--linekeeper-font, var(--lk-sans));
    font-size: var(--lk-text-3);
    line-height: var(--lk-leading);
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    overflow-wrap: anywhere;
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
    padding: var(--lk-space-2) 0;
    border-top: 1px solid var(--lk-line);
    text-align: center;
  }

  .foot button {
    color: var(--lk-muted);
    font-size: var(--lk-text-2);
    font-weight: 500;
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
    .card[data-screen="link"] {
      grid-template-columns: minmax(0, 1fr) minmax(300px, 360px);
      max-width: var(--linekeeper-max-width, 900px);
    }

    .card[data-screen="link"] .main {
      min-height: 500px;
    }

    .card[data-screen="link"] .aside {
      grid-area: 1 / 2 / span 2;
    }

    :host(:not([data-step="code"], [data-step="answered"], [data-step="qr"])) .aside,
    .aside {
      display: block;
      padding: var(--lk-space-8) var(--lk-space-6);
      border-left: 1px solid var(--lk-line);
      background: var(--lk-inset);
    }

    .card:not([data-screen="link"]) .main {
      min-height: 420px;
    }
  }
`;
