import { css } from "lit";

import { chipStyles } from "./chip-styles.ts";

export const companiesStyles = css`
  :host {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: var(--lk-space-3);
    min-height: 0;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: var(--lk-space-2) var(--lk-space-3);
  }

  .title {
    display: flex;
    align-items: baseline;
    gap: var(--lk-space-3);
    margin-right: auto;
  }

  .search {
    position: relative;
    width: 320px;
  }

  .search > .icon {
    position: absolute;
    top: 10px;
    left: 11px;
    color: var(--lk-muted);
    pointer-events: none;
  }

  .search input {
    padding-inline: 36px;
  }

  .search input::-webkit-search-cancel-button {
    display: none;
  }

  .search button {
    position: absolute;
    top: 3px;
    right: 3px;
    min-height: 32px;
    padding: 0 var(--lk-space-2);
    color: var(--lk-muted);
  }

  .sort {
    width: auto;
    display: none;
  }

  summary[data-on="true"] {
    border-color: var(--lk-accent);
    background: var(--lk-soft);
  }

  summary > span {
    max-width: 240px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .export {
    display: inline-flex;
    align-items: center;
    gap: var(--lk-space-2);
  }

  .menu {
    position: relative;
  }

  summary {
    display: inline-flex;
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  .choices {
    position: absolute;
    right: 0;
    z-index: 3;
    display: grid;
    gap: 2px;
    width: 300px;
    max-height: min(420px, 60vh);
    margin-top: var(--lk-space-1);
    padding: var(--lk-space-2);
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-2);
    background: var(--lk-raised);
    box-shadow: var(--lk-shadow-3);
    overflow: auto;
  }

  .choices p {
    padding: var(--lk-space-2);
  }

  .choices label {
    display: flex;
    align-items: center;
    gap: var(--lk-space-2);
    padding: 6px var(--lk-space-2);
    border-radius: var(--lk-radius-1);
    font-size: 12px;
    cursor: pointer;
  }

  .choices label:hover {
    background: var(--lk-soft);
  }

  .choices .count {
    margin-left: auto;
  }

  /* One line, so that the table does not move when the counts have come. */
  .chips {
    display: flex;
    flex: none;
    gap: 6px;
    padding: 2px;
    overflow-x: auto;
    scrollbar-width: thin;
  }

  ${chipStyles}

  .chip {
    flex: none;
    min-height: 30px;
  }

  .open {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--lk-space-1) var(--lk-space-3);
    font-weight: 600;
  }

  .open .hint {
    font-weight: 400;
  }

  .table {
    flex: 1;
    min-height: 0;
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-3);
    background: var(--lk-card);
    box-shadow: var(--lk-shadow-1);
    overflow: hidden;
  }

  .table > * {
    height: 100%;
    border-radius: inherit;
  }

  .placeholder {
    align-content: center;
  }

  .lead {
    max-width: 440px;
  }

  @media (max-width: 899px) {
    .sort {
      display: block;
    }
  }

  @media (max-width: 719px) {
    :host {
      gap: var(--lk-space-2);
    }

    .tools,
    .chips,
    .open,
    .banner {
      margin-inline: var(--lk-space-4);
    }

    .title {
      width: 100%;
    }

    .search {
      flex: 1;
      min-width: 150px;
    }

    .tools {
      justify-content: flex-start;
      gap: var(--lk-space-2);
    }

    .tools > :not(.title, .search) {
      flex: 1 1 100px;
    }

    summary {
      width: 100%;
    }

    .tools button,
    .tools .button,
    .sort {
      min-height: 34px;
      padding: 0 var(--lk-space-3);
      font-size: var(--lk-text-1);
    }

    .search button {
      min-height: 32px;
      padding: 0 var(--lk-space-2);
    }

    .choices {
      right: auto;
      left: 0;
      width: min(300px, calc(100vw - 2 * var(--lk-space-4)));
    }

    .search {
      flex-basis: 100%;
    }

    .chips {
      margin-inline: 0;
      padding: 2px var(--lk-space-4);
      scrollbar-width: none;
    }

    .table {
      border-width: 1px 0 0;
      border-radius: 0;
    }
  }
`;
