import { css } from "lit";

export const overviewStyles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--lk-space-2) var(--lk-space-4);
    margin-bottom: var(--lk-space-5);
  }

  :host > .banner {
    margin-bottom: var(--lk-space-4);
  }

  .ranges {
    display: inline-flex;
    padding: 3px;
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-2);
    background: var(--lk-neutral-soft);
  }

  .ranges button {
    min-height: 30px;
    padding: 0 var(--lk-space-3);
    border: 0;
    border-radius: var(--lk-radius-1);
    background: none;
    color: var(--lk-muted);
    font-size: var(--lk-text-1);
    white-space: nowrap;
  }

  .ranges button[aria-pressed="true"] {
    background: var(--lk-card);
    color: var(--lk-text);
    box-shadow: var(--lk-shadow-1);
  }

  .cards {
    display: grid;
    grid-template-columns: repeat(12, minmax(0, 1fr));
    gap: var(--lk-space-5);
  }

  .states {
    grid-column: 1 / -1;
  }

  .pairings,
  .failures {
    grid-column: span 7;
  }

  .time,
  .restarts {
    grid-column: span 5;
  }

  .number {
    font-size: 22px;
    font-weight: 650;
    letter-spacing: -0.01em;
    line-height: 1.2;
  }

  ol,
  ul {
    list-style: none;
  }

  .legend {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    gap: var(--lk-space-1);
    margin: 0 calc(-1 * var(--lk-space-2)) var(--lk-space-4);
  }

  .legend a,
  .legend .past {
    display: grid;
    padding: var(--lk-space-1) var(--lk-space-2);
    border-radius: var(--lk-radius-1);
    color: inherit;
    text-decoration: none;
  }

  .legend a:hover {
    background: var(--lk-inset);
  }

  .legend .name {
    display: flex;
    align-items: center;
    gap: 6px;
    color: var(--lk-muted);
    font-size: var(--lk-text-1);
    line-height: 1.3;
  }

  [data-none="true"] .number {
    color: var(--lk-muted);
    font-weight: 400;
  }

  .bar {
    height: 10px;
    border-radius: 5px;
    background: linear-gradient(var(--fill), var(--fill)) no-repeat left / calc(var(--share) * 100%) 100%
      var(--lk-neutral-soft);
  }

  .funnels {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--lk-space-6);
    --fill: var(--lk-state-connected);
  }

  .funnel[data-method="qr"] {
    --fill: var(--lk-state-pairing_code_sent);
  }

  .funnel h3 {
    margin-bottom: var(--lk-space-3);
  }

  .funnel h3 .hint {
    font-weight: 400;
  }

  .funnel ol,
  .failures ol {
    display: grid;
    gap: var(--lk-space-3);
  }

  .funnel li {
    display: grid;
    grid-template-columns: 1fr 52px;
    align-items: center;
    gap: 2px var(--lk-space-2);
  }

  .count {
    font-weight: 600;
    text-align: right;
  }

  .share {
    text-align: right;
  }

  .percentiles {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: var(--lk-space-3);
    margin-bottom: var(--lk-space-4);
  }

  .percentiles dt {
    font-size: var(--lk-text-1);
  }

  .histogram {
    display: grid;
    grid-auto-columns: minmax(0, 1fr);
    grid-auto-flow: column;
    align-items: end;
    gap: var(--lk-space-1);
  }

  .histogram li {
    display: grid;
    justify-items: center;
    gap: var(--lk-space-1);
  }

  .column {
    align-self: end;
    width: 100%;
    max-width: 44px;
    height: calc(2px + var(--height) * 96px);
    border-radius: 3px 3px 0 0;
    background: var(--lk-state-connected);
  }

  .histogram li:hover .column {
    background: var(--lk-accent-strong);
  }

  .histogram .label {
    color: var(--lk-muted);
    font-size: 11px;
    white-space: nowrap;
  }

  .failures li {
    display: grid;
    grid-template-columns: minmax(0, 230px) 1fr 56px;
    align-items: center;
    gap: 0 var(--lk-space-3);
    --fill: var(--lk-state-error);
  }

  .failures li a {
    overflow: hidden;
    color: var(--lk-text);
    font-size: var(--lk-text-1);
    font-weight: 600;
    text-decoration: none;
    text-overflow: ellipsis;
  }

  .failures li a:hover {
    color: var(--lk-accent);
    text-decoration: underline;
  }

  .failures .count {
    order: 1;
  }

  .failures .hint {
    order: 2;
    grid-column: 1 / -1;
  }

  @media (max-width: 1100px) {
    .pairings,
    .failures,
    .time,
    .restarts {
      grid-column: 1 / -1;
    }
  }

  @media (max-width: 719px) {
    .head,
    .cards {
      gap: var(--lk-space-4);
    }

    .card {
      padding: var(--lk-space-4);
    }

    .funnels {
      grid-template-columns: 1fr;
    }

    .failures li {
      grid-template-columns: 1fr 56px;
    }

    .failures .bar {
      order: 1;
      grid-column: 1 / -1;
    }

    .number {
      font-size: 19px;
    }

    .legend {
      grid-template-columns: 1fr 1fr;
    }

    .histogram li:nth-child(even) .label {
      visibility: hidden;
    }
  }
`;
