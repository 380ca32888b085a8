import { css } from "lit";

import { detailStyles } from "./detail-styles.ts";

/** Colours of the health of endpoints. */
export const healthStyles = css`
  [data-health="healthy"] {
    --dot: var(--lk-state-connected);
  }
  [data-health="unused"],
  [data-health="off"] {
    --dot: var(--lk-state-idle);
  }
  [data-health="failing"],
  [data-health="slowed"] {
    --dot: var(--lk-state-reconnecting);
  }
  [data-health="disabled"] {
    --dot: var(--lk-state-error);
  }
`;

export const webhooksStyles = css`
  ${healthStyles}

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: var(--lk-space-3) var(--lk-space-5);
    margin-bottom: var(--lk-space-5);
  }

  .head > div {
    flex: 1 1 320px;
    min-width: 0;
  }

  .list {
    padding: 0;
  }

  ul {
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: minmax(170px, 1.3fr) minmax(190px, 1.5fr) minmax(170px, 1.3fr) 260px;
    align-items: start;
    gap: var(--lk-space-2) var(--lk-space-5);
    padding: var(--lk-space-4) var(--lk-space-5);
    border-left: 4px solid var(--dot);
  }

  li + li {
    border-top: 1px solid var(--lk-line);
  }

  li:first-child {
    border-top-left-radius: var(--lk-radius-3);
  }

  li:last-child {
    border-bottom-left-radius: var(--lk-radius-3);
  }

  li > * {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  li .name {
    font-weight: 600;
  }

  li .mono {
    font-size: 12px;
  }

  .state {
    display: grid;
    justify-items: start;
    gap: var(--lk-space-1);
  }

  dl.facts {
    grid-template-columns: auto auto;
    justify-content: start;
    gap: 2px var(--lk-space-3);
    font-size: var(--lk-text-1);
  }

  .some {
    color: var(--lk-error);
    font-weight: 600;
  }

  .more {
    margin-top: var(--lk-space-4);
  }

  pre {
    max-width: 100%;
    margin: 0;
    padding: var(--lk-space-3) var(--lk-space-4);
    border-radius: var(--lk-radius-2);
    background: var(--lk-inset);
    text-align: left;
    overflow-x: auto;
  }

  .lead {
    max-width: 520px;
  }

  @media (max-width: 1100px) {
    li {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }

  @media (max-width: 560px) {
    li {
      grid-template-columns: minmax(0, 1fr);
      padding-inline: var(--lk-space-4);
    }

    .head .primary {
      width: 100%;
    }
  }
`;

export const webhookStyles = css`
  ${healthStyles}

  ${detailStyles}

  h1 {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .why {
    margin-bottom: var(--lk-space-4);
  }

  dl.facts {
    grid-template-columns: minmax(96px, 38%) minmax(0, 1fr);
  }

  .some {
    color: var(--lk-error);
    font-weight: 600;
  }

  .reveal {
    min-height: 24px;
    white-space: nowrap;
    padding: 0 var(--lk-space-1);
  }

  .grid {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--lk-space-2);
  }

  .wide {
    grid-column: 1 / -1;
  }

  .delete {
    color: var(--lk-error);
  }

  .told {
    display: grid;
    gap: var(--lk-space-3);
    margin-top: var(--lk-space-4);
  }

  .told:empty {
    display: none;
  }
`;
