import { css } from "lit";

export const languageStyles = css`
  .languages {
    display: inline-flex;
    padding: 2px;
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-1);
    background: var(--lk-neutral-soft);
  }

  .languages button {
    min-height: 26px;
    padding: 0 var(--lk-space-2);
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--lk-muted);
    font-size: 12px;
  }

  .languages button[aria-pressed="true"] {
    background: var(--lk-card);
    color: var(--lk-text);
    box-shadow: var(--lk-shadow-1);
  }
`;

export const frame = css`
  ${languageStyles}

  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    height: 100dvh;
    overflow: hidden;
  }

  .alone {
    width: min(480px, 100% - 2 * var(--lk-space-4));
    margin: 20vh auto 0;
  }

  .skip {
    position: absolute;
    top: var(--lk-space-2);
    left: var(--lk-space-2);
    z-index: 10;
    padding: var(--lk-space-2) var(--lk-space-3);
    border-radius: var(--lk-radius-1);
    background: var(--lk-accent);
    color: var(--lk-on-accent);
  }

  .skip:not(:focus) {
    clip-path: inset(50%);
    pointer-events: none;
  }

  .top {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--lk-space-6);
    padding: 0 var(--lk-space-6);
    border-bottom: 1px solid var(--lk-line);
    background: var(--lk-card);
  }

  .brand {
    display: inline-flex;
    align-items: center;
    gap: var(--lk-space-2);
    min-height: 54px;
    color: var(--lk-text);
    font-size: var(--lk-text-3);
    font-weight: 700;
    letter-spacing: -0.01em;
    text-decoration: none;
  }

  nav {
    display: flex;
    align-self: stretch;
    gap: var(--lk-space-1);
  }

  nav a {
    display: flex;
    align-items: center;
    min-height: 44px;
    padding: 2px var(--lk-space-3) 0;
    border-bottom: 2px solid transparent;
    color: var(--lk-muted);
    font-weight: 600;
    text-decoration: none;
  }

  nav a:hover {
    color: var(--lk-text);
  }

  nav a:focus-visible {
    outline-offset: -3px;
  }

  nav a[aria-current="page"] {
    border-bottom-color: var(--lk-accent);
    color: var(--lk-text);
  }

  .tools {
    display: flex;
    align-items: center;
    gap: var(--lk-space-3);
    margin-left: auto;
  }

  .tools button {
    min-height: 30px;
  }

  .tools > button.quiet {
    padding-inline: var(--lk-space-2);
    color: var(--lk-text);
  }

  .find {
    color: var(--lk-muted);
    font-weight: 400;
  }

  kbd {
    padding: 0 6px;
    border: 1px solid var(--lk-line);
    border-radius: 4px;
    font-family: var(--lk-mono);
    font-size: 12px;
  }

  .live {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--lk-muted);
    font-size: var(--lk-text-1);
    white-space: nowrap;
    --dot: var(--lk-state-reconnecting);
  }

  .live[data-live="true"] {
    --dot: var(--lk-state-connected);
  }

  .key {
    max-width: 180px;
    overflow: hidden;
    font-size: var(--lk-text-1);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .notices {
    display: grid;
    flex: none;
    gap: var(--lk-space-2);
    padding: var(--lk-space-3) var(--lk-space-6) 0;
  }

  .notices:not(:has(.banner, lk-troubles[told])) {
    display: none;
  }

  .offline {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--lk-space-2) var(--lk-space-3);
    padding: var(--lk-space-2) var(--lk-space-4);
  }

  .offline .tone {
    display: flex;
  }

  main {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: var(--lk-space-6);
  }

  main > * {
    max-width: var(--lk-page-width);
    margin-inline: auto;
  }

  main[data-page="companies"] {
    display: flex;
    flex-direction: column;
    padding-block: var(--lk-space-4);
    overflow: hidden;
  }

  main[data-page="companies"] > * {
    width: 100%;
  }

  @media (max-width: 1180px) {
    .key,
    kbd {
      display: none;
    }

    /* Its two texts differ in width, and the header would break into two lines for one of them. */
    .live span + span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }

  /* As wide as the longer of its words, so that nothing moves when they change. */
  .live [data-other] {
    display: inline-grid;
  }

  .live [data-other]::after {
    content: attr(data-other);
    height: 0;
    overflow: hidden;
    visibility: hidden;
  }

  /* All sections and the tools in one line. */
  @media (max-width: 1360px) {
    nav a {
      padding-inline: var(--lk-space-2);
    }

    .tools > button span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }

  @media (max-width: 719px) {
    .top {
      gap: 0 var(--lk-space-3);
      padding: 0 var(--lk-space-4);
    }

    .brand {
      min-height: 48px;
    }

    nav {
      order: 3;
      width: 100%;
      margin-inline: calc(-1 * var(--lk-space-3));
    }

    nav a {
      min-height: 40px;
    }

    .find {
      padding: 0 var(--lk-space-2);
    }

    .brand span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .tools {
      gap: var(--lk-space-2);
    }

    .notices {
      padding-inline: var(--lk-space-4);
    }

    main {
      padding: var(--lk-space-4);
    }

    main[data-page="companies"] {
      padding: var(--lk-space-3) 0 0;
    }
  }

  @media (max-width: 400px) {
    nav {
      gap: 0;
    }

    nav a {
      padding-inline: 5px;
      font-size: 12px;
    }
  }

  /* Five sections in the longer language. */
  @media (max-width: 379px) {
    nav {
      overflow-x: auto;
      scrollbar-width: none;
    }

    nav a {
      padding-inline: 3px;
      font-size: 11px;
      letter-spacing: -0.02em;
    }
  }
`;
