import { css } from "lit";

export const gridStyles = css`
  :host {
    display: block;
    min-height: 0;
  }

  .scroller {
    position: relative;
    height: 100%;
    overflow: auto;
    overscroll-behavior: contain;
    contain: strict;
    border-radius: inherit;
  }

  .scroller:focus-visible {
    outline-offset: -3px;
  }

  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    height: 40px;
    border-bottom: 1px solid var(--lk-line);
    background: var(--lk-inset);
  }

  .cells {
    display: grid;
    grid-template-columns: 186px minmax(110px, 1.2fr) 158px minmax(140px, 2fr) 98px 88px;
    align-items: center;
    gap: 0 var(--lk-space-3);
    padding: 0 var(--lk-space-5);
  }

  .head .cells {
    height: 100%;
  }

  .head button {
    gap: var(--lk-space-1);
    min-height: 28px;
    margin-left: calc(-1 * var(--lk-space-2));
    padding: 0 var(--lk-space-2);
    border: 0;
    background: none;
    color: var(--lk-muted);
    font-size: var(--lk-text-1);
    white-space: nowrap;
  }

  .head button:hover {
    color: var(--lk-text);
  }

  [aria-sort="ascending"] button,
  [aria-sort="descending"] button {
    color: var(--lk-text);
  }

  .order {
    width: 0;
    height: 0;
    border: 4px solid transparent;
    visibility: hidden;
  }

  [aria-sort="ascending"] .order {
    border-bottom-color: currentcolor;
    translate: 0 -2px;
    visibility: visible;
  }

  [aria-sort="descending"] .order {
    border-top-color: currentcolor;
    translate: 0 2px;
    visibility: visible;
  }

  .body {
    position: relative;
    contain: layout style;
  }

  .row {
    position: absolute;
    inset: 0 0 auto;
    height: 52px;
    border-bottom: 1px solid color-mix(in srgb, var(--lk-line) 60%, transparent);
    contain: strict;
    cursor: pointer;
  }

  .row:hover {
    background: var(--lk-inset);
  }

  .row[aria-selected="true"] {
    background: var(--lk-soft);
    box-shadow: inset 3px 0 var(--lk-accent);
  }

  .row > div {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .state .badge {
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .company a {
    color: var(--lk-text);
    font-weight: 600;
    text-decoration: none;
  }

  .company a:hover {
    color: var(--lk-accent);
    text-decoration: underline;
  }

  .code .what {
    display: block;
    font-size: 12px;
    font-weight: 600;
    line-height: 1.35;
  }

  .code .why {
    display: block;
    overflow: hidden;
    color: var(--lk-muted);
    font-size: 12px;
    line-height: 1.35;
    text-overflow: ellipsis;
  }

  .row[data-state="error"] .what,
  .row[data-state="passkey_required"] .what {
    color: var(--lk-error);
  }

  .changes {
    margin-left: var(--lk-space-1);
    color: var(--lk-info);
    vertical-align: -3px;
  }

  .changes .icon {
    width: 16px;
    height: 16px;
  }

  .code .why b {
    color: var(--lk-text);
    font-weight: 600;
  }

  .company .id {
    display: block;
    overflow: hidden;
    font-size: 12px;
    line-height: 1.35;
    text-overflow: ellipsis;
  }

  .seen {
    margin-left: var(--lk-space-1);
    color: var(--lk-muted);
    vertical-align: -3px;
  }

  .seen .icon {
    width: 14px;
    height: 14px;
  }

  .since[data-down="true"] {
    color: var(--lk-error);
    font-weight: 600;
  }

  .reference code {
    color: var(--lk-muted);
    font-size: 12px;
  }

  .head [role="columnheader"] {
    color: var(--lk-muted);
    font-size: var(--lk-text-1);
    font-weight: 600;
    white-space: nowrap;
  }

  .rest {
    position: absolute;
    inset: 0 0 auto;
    padding: var(--lk-space-4) var(--lk-space-5);
  }

  @media (max-width: 899px) {
    .head {
      display: none;
    }

    .row {
      grid-template:
        "company since" auto
        "phone phone" auto
        "state reference" auto
        "code code" auto / minmax(0, 1fr) auto;
      align-content: center;
      gap: 2px var(--lk-space-3);
      height: 140px;
      padding: 0 var(--lk-space-4);
    }

    .row .state {
      grid-area: state;
    }

    .row .company {
      grid-area: company;
      font-size: var(--lk-text-3);
    }

    .row .phone {
      grid-area: phone;
    }

    .row .since {
      grid-area: since;
      text-align: right;
    }

    .row .reference {
      grid-area: reference;
      text-align: right;
    }

    .row .code {
      grid-area: code;
      align-self: start;
      min-height: 32px;
    }
  }
`;
