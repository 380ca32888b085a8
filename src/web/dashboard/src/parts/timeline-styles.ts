import { css } from "lit";

export const timelineStyles = css`
  .day + .day {
    margin-top: var(--lk-space-5);
  }

  h3 {
    position: sticky;
    top: calc(-1 * var(--lk-space-6));
    z-index: 1;
    padding: var(--lk-space-2) 0;
    background: var(--lk-card);
    color: var(--lk-muted);
    font-size: var(--lk-text-1);
  }

  h3::first-letter {
    text-transform: uppercase;
  }

  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: var(--lk-space-2);
    margin-bottom: var(--lk-space-3);
  }

  .filters select {
    width: auto;
    max-width: 100%;
    min-height: 32px;
    padding-block: var(--lk-space-1);
    font-size: var(--lk-text-1);
  }

  .found {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--lk-space-2);
    margin-bottom: var(--lk-space-3);
    padding: var(--lk-space-2) var(--lk-space-3);
    border-radius: var(--lk-radius-1);
    background: var(--lk-soft);
  }

  details {
    min-width: 0;
  }

  summary {
    position: relative;
    padding-right: var(--lk-space-5);
    list-style: none;
    border-radius: var(--lk-radius-1);
    cursor: pointer;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary .what::after {
    content: "▸";
    position: absolute;
    top: 0;
    right: 0;
    color: var(--lk-muted);
  }

  summary:hover .what::after {
    color: var(--lk-accent);
  }

  details[open] summary .what::after {
    content: "▾";
  }

  .outcome {
    font-weight: 600;
  }

  details ol {
    margin-top: var(--lk-space-2);
    padding-left: var(--lk-space-3);
    border-left: 2px solid var(--lk-line);
  }

  .chapter {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, max-content);
    gap: 0 var(--lk-space-4);
    padding: var(--lk-space-3) 0;
    border-top: 1px solid var(--lk-line);
  }

  ol {
    display: grid;
    min-width: 0;
    list-style: none;
  }

  li {
    position: relative;
    display: grid;
    grid-template-columns: 10px 62px minmax(0, 1fr);
    gap: 0 var(--lk-space-3);
    padding: 3px 0 7px;
  }

  li:not(:last-child)::before {
    content: "";
    position: absolute;
    top: 16px;
    bottom: -9px;
    left: 4.5px;
    width: 1px;
    background: var(--lk-line);
  }

  .dot {
    width: 10px;
    height: 10px;
    margin-top: 6px;
    border: 2px solid var(--lk-field-line);
    background: var(--lk-card);
  }

  li[data-moved="true"] .dot {
    border: 0;
    background: var(--dot);
  }

  time {
    font-size: var(--lk-text-1);
    line-height: 22px;
  }

  .what {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--lk-space-2);
    overflow-wrap: anywhere;
  }

  .what strong {
    font-weight: 600;
  }

  .more {
    color: var(--lk-muted);
  }

  .code,
  .who {
    width: 100%;
  }

  .code code {
    color: var(--lk-error);
    font-size: 12px;
    font-weight: 600;
  }

  .who b {
    color: var(--lk-text);
    font-weight: 600;
  }

  .id {
    display: flex;
    align-items: center;
    align-self: start;
    gap: 2px;
    max-width: 220px;
    color: var(--lk-muted);
    font-size: 12px;
  }

  .id code {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .id .copy {
    min-height: 24px;
    padding: 0 4px;
  }

  footer {
    display: flex;
    justify-content: center;
    padding-top: var(--lk-space-4);
    border-top: 1px solid var(--lk-line);
  }

  @media (max-width: 719px) {
    .chapter {
      grid-template-columns: minmax(0, 1fr);
    }

    .id {
      max-width: none;
      margin-left: 22px;
    }

    li {
      grid-template-columns: 10px minmax(0, 1fr);
    }

    time {
      grid-column: 2;
    }

    .what,
    details {
      grid-column: 2;
    }
  }
`;
