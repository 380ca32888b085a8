// Styles of the page around the phone.

import { css } from "lit";

export const page = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 24rem);
    gap: var(--lk-space-6);
    justify-content: center;
    min-height: 100dvh;
    padding: var(--lk-space-6) var(--lk-space-3) var(--lk-space-10);
    background: radial-gradient(60rem 40rem at 70% 40%, var(--lk-soft), transparent 70%) var(--lk-page);
    color: var(--lk-text);
    font: var(--lk-text-3) / var(--lk-leading) var(--lk-sans);
  }

  header,
  aside {
    padding: 0 var(--lk-space-1);
  }

  header h1 {
    margin-bottom: var(--lk-space-2);
  }

  .languages {
    display: flex;
    gap: var(--lk-space-1);
    margin: 0 calc(-1 * var(--lk-space-3)) var(--lk-space-4);
  }

  .languages [aria-pressed="true"] {
    color: var(--lk-text);
    background: var(--lk-soft);
  }

  .picker {
    margin-top: var(--lk-space-6);
  }

  .pick {
    display: flex;
    gap: var(--lk-space-2);
    margin: var(--lk-space-1) 0 var(--lk-space-2);
  }

  .pick input {
    flex: 1;
    min-width: 0;
  }

  aside h2 {
    font-size: var(--lk-text-3);
  }

  aside ol {
    display: grid;
    gap: var(--lk-space-3);
    margin-top: var(--lk-space-3);
    list-style: none;
    counter-reset: step;
    color: var(--lk-muted);
    font-size: var(--lk-text-2);
  }

  aside li {
    position: relative;
    padding-left: var(--lk-space-8);
    counter-increment: step;
  }

  aside li::before {
    content: counter(step);
    position: absolute;
    left: 0;
    width: 22px;
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-round);
    background: var(--lk-card);
    color: var(--lk-text);
    font-size: var(--lk-text-1);
    font-weight: 600;
    line-height: 20px;
    text-align: center;
  }

  @media (min-width: 54rem) {
    :host {
      grid-template: "header phone" auto "aside phone" 1fr / minmax(0, 22rem) minmax(0, 24rem);
      column-gap: clamp(var(--lk-space-10), 8vw, 7rem);
      align-content: center;
      padding: var(--lk-space-6);
    }

    main {
      grid-area: phone;
    }

    header {
      padding-top: var(--lk-space-8);
    }

    aside {
      padding-top: var(--lk-space-4);
    }
  }
`;
