// Styles of the code, the QR, and the icons of an outcome.

import { css } from "lit";

export const shown = css`
  .timer {
    color: var(--lk-muted);
    text-align: center;
  }

  .timer[data-urgent] {
    color: var(--lk-error);
    font-weight: 600;
  }

  .shown-code,
  .shown-qr {
    display: grid;
    gap: var(--lk-space-3);
    padding-top: var(--lk-space-3);
  }

  .code {
    padding: var(--lk-space-5) var(--lk-space-1);
    border-radius: var(--lk-radius-2);
    background: var(--lk-soft);
    font-family: var(--lk-mono);
    font-size: clamp(26px, 10.5cqi, 46px);
    font-weight: 700;
    line-height: 1.2;
    letter-spacing: 0.04em;
    text-align: center;
    white-space: nowrap;
    overflow-wrap: normal;
    user-select: all;
  }

  .answer {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--lk-space-3);
    padding: var(--lk-space-2) var(--lk-space-3);
    border-radius: var(--lk-radius-2);
    background: var(--lk-neutral-soft);
  }

  .answer .spinner {
    flex: none;
    width: 24px;
    height: 24px;
    border-width: 3px;
  }

  .doubt {
    font-weight: 600;
    text-align: center;
    text-wrap: balance;
  }

  .code[data-over] {
    background: var(--lk-neutral-soft);
    color: var(--lk-muted);
    text-decoration: line-through;
  }

  .qr {
    justify-self: center;
    max-width: 100%;
    padding: var(--lk-space-1);
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-3);
    /* Scanners need dark on light, whatever the page's colours are. */
    background: #ffffff;
    overflow: hidden;
  }

  .qr img {
    display: block;
    width: 264px;
    max-width: 100%;
    height: auto;
    aspect-ratio: 1;
    transition: filter 200ms;
  }

  .qr[data-stale] img {
    filter: blur(10px) opacity(0.5);
  }

  .mark {
    --tone: var(--lk-accent);
    --tone-soft: var(--lk-soft);
    width: 72px;
    height: 72px;
    fill: none;
    stroke: var(--tone);
    stroke-width: 3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .mark.broken {
    --tone: var(--lk-warning);
    --tone-soft: var(--lk-warning-soft);
  }

  .mark circle {
    fill: var(--tone-soft);
  }

  .mark.done path {
    stroke-dasharray: 30;
    animation: draw 500ms 120ms ease-out backwards;
  }

  @keyframes draw {
    from {
      stroke-dashoffset: 30;
    }
  }
`;
