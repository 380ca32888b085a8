import { css } from "lit";

export const sessionsStyles = css`
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
    display: none;
    gap: var(--lk-space-1);
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

  .chips {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 6px;
  }

  .chip {
    gap: 7px;
    min-height: 30px;
    padding: 0 11px;
    border-color: var(--lk-line);
    border-radius: var(--lk-radius-round);
    font-size: var(--lk-text-1);
    white-space: nowrap;
  }

  .chip[data-none="true"] {
    color: var(--lk-muted);
    font-weight: 400;
  }

  .chip[aria-pressed="true"] {
    border-color: var(--lk-accent);
    background: var(--lk-soft);
    box-shadow: inset 0 0 0 1px var(--lk-accent);
    color: var(--lk-text);
  }

  .count {
    color: var(--lk-muted);
    font-weight: 400;
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

    .sort {
      display: flex;
      flex: 1;
    }

    .search {
      flex-basis: 100%;
    }

    .chips {
      flex-wrap: nowrap;
      margin-inline: 0;
      padding: 2px var(--lk-space-4);
      overflow-x: auto;
      scrollbar-width: none;
    }

    .chip {
      flex: none;
    }

    .table {
      border-width: 1px 0 0;
      border-radius: 0;
    }
  }
`;
