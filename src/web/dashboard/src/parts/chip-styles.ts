import { css } from "lit";

/** Buttons that choose what a list shows, with numbers. */
export const chipStyles = css`
  .chip {
    gap: 7px;
    padding: 0 11px;
    border-color: var(--lk-line);
    border-radius: var(--lk-radius-round);
    font-size: var(--lk-text-1);
    white-space: nowrap;
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
`;
