import { css } from "lit";

export const dialogStyles = css`
  dialog {
    max-width: 460px;
  }

  dialog[open] {
    display: grid;
    gap: var(--lk-space-4);
  }

  .summary {
    display: grid;
    gap: var(--lk-space-2);
    padding: var(--lk-space-3) var(--lk-space-4);
    border-radius: var(--lk-radius-2);
    background: var(--lk-inset);
  }

  .form {
    display: grid;
    gap: var(--lk-space-4);
  }

  .field,
  .show {
    display: grid;
    gap: var(--lk-space-2);
  }

  .with {
    display: flex;
    gap: var(--lk-space-2);
  }

  .with input {
    min-width: 0;
  }

  .end {
    justify-content: flex-end;
  }

  .tabs {
    display: grid;
    grid-template-columns: 1fr 1fr;
    padding: 3px;
    border-radius: var(--lk-radius-2);
    background: var(--lk-neutral-soft);
  }

  .tabs button {
    min-height: 32px;
    border: 0;
    background: none;
    color: var(--lk-muted);
  }

  .tabs button[aria-selected="true"] {
    background: var(--lk-card);
    box-shadow: var(--lk-shadow-1);
    color: var(--lk-text);
  }

  .show {
    justify-items: center;
    padding: var(--lk-space-4);
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-2);
    background: var(--lk-inset);
    text-align: center;
  }

  .big {
    font-family: var(--lk-mono);
    font-size: 30px;
    font-weight: 700;
    letter-spacing: 0.06em;
  }

  .show[data-over="true"] .big,
  .show[data-over="true"] img {
    opacity: 0.35;
    filter: blur(3px);
  }

  .show img {
    width: 220px;
    height: 220px;
    padding: var(--lk-space-2);
    border-radius: var(--lk-radius-1);
    background: #fff;
  }
`;
