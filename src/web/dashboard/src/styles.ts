// Styles that all parts share beyond the controls: surfaces, state colours, tables of facts. And the styles of the
// document.

import { css } from "lit";

/** Colours of the states, for badges and charts. Set once, on the document. */
export const palette = css`
  :root {
    --lk-state-connected: #1b8a66;
    --lk-state-idle: #93a09a;
    --lk-state-connecting: #7cc3a6;
    --lk-state-creating: #9dbde6;
    --lk-state-waiting_for_pairing_code: #6496d8;
    --lk-state-pairing_code_sent: #2f68b5;
    --lk-state-reconnecting: #e0a030;
    --lk-state-waiting_for_passkey: #b48be0;
    --lk-state-checking_passkey: #cdb2ea;
    --lk-state-confirming_passkey: #9f74d2;
    --lk-state-passkey_required: #8a5bc2;
    --lk-state-error: #c8403b;
    --lk-chart-axis: #56635e;
    --lk-chart-grid: #e4e9e7;
    --lk-page-width: 1440px;
    font-family: var(--lk-sans);
    font-size: var(--lk-text-2);
    line-height: var(--lk-leading);
    color: var(--lk-text);
    background: var(--lk-page);
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  @media (prefers-color-scheme: dark) {
    :root {
      --lk-state-connected: #3fb08a;
      --lk-state-idle: #6f7d77;
      --lk-state-connecting: #2c7359;
      --lk-state-creating: #3a5d8c;
      --lk-state-waiting_for_pairing_code: #5288cf;
      --lk-state-pairing_code_sent: #86b4ee;
      --lk-state-reconnecting: #d59a37;
      --lk-state-waiting_for_passkey: #7e5bb0;
      --lk-state-checking_passkey: #5d4385;
      --lk-state-confirming_passkey: #9270c6;
      --lk-state-passkey_required: #a783dc;
      --lk-state-error: #e0645f;
      --lk-chart-axis: #a3b0aa;
      --lk-chart-grid: #26302c;
    }
  }
`;

export const shared = css`
  :host {
    display: block;
  }

  .card {
    padding: var(--lk-space-5);
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-3);
    background: var(--lk-card);
    box-shadow: var(--lk-shadow-1);
  }

  .card > header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--lk-space-1) var(--lk-space-3);
    margin-bottom: var(--lk-space-4);
  }

  h1 {
    font-size: var(--lk-text-5);
  }

  h2 {
    font-size: var(--lk-text-3);
  }

  h3 {
    font-size: var(--lk-text-2);
  }

  button,
  .button {
    min-height: 38px;
    font-size: var(--lk-text-2);
  }

  button.small,
  .button.small {
    font-size: var(--lk-text-1);
  }

  input,
  select {
    min-height: 38px;
    font-size: var(--lk-text-2);
  }

  .icon {
    width: 18px;
    height: 18px;
  }

  .hint {
    font-size: var(--lk-text-1);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--lk-space-2);
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px 9px 2px 7px;
    border: 1px solid color-mix(in srgb, var(--dot) 35%, transparent);
    border-radius: var(--lk-radius-round);
    background: color-mix(in srgb, var(--dot) 11%, var(--lk-card));
    color: var(--lk-text);
    font-size: var(--lk-text-1);
    font-weight: 600;
    line-height: 1.4;
    white-space: nowrap;
  }

  .dot {
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--dot, var(--lk-state-idle));
  }

  [data-state="connected"] {
    --dot: var(--lk-state-connected);
  }
  [data-state="idle"] {
    --dot: var(--lk-state-idle);
  }
  [data-state="connecting"] {
    --dot: var(--lk-state-connecting);
  }
  [data-state="creating"] {
    --dot: var(--lk-state-creating);
  }
  [data-state="waiting_for_pairing_code"] {
    --dot: var(--lk-state-waiting_for_pairing_code);
  }
  [data-state="pairing_code_sent"] {
    --dot: var(--lk-state-pairing_code_sent);
  }
  [data-state="reconnecting"] {
    --dot: var(--lk-state-reconnecting);
  }
  [data-state="waiting_for_passkey"] {
    --dot: var(--lk-state-waiting_for_passkey);
  }
  [data-state="checking_passkey"] {
    --dot: var(--lk-state-checking_passkey);
  }
  [data-state="confirming_passkey"] {
    --dot: var(--lk-state-confirming_passkey);
  }
  [data-state="passkey_required"] {
    --dot: var(--lk-state-passkey_required);
  }
  [data-state="error"] {
    --dot: var(--lk-state-error);
  }

  dl.facts {
    display: grid;
    grid-template-columns: fit-content(45%) minmax(0, 1fr);
    gap: var(--lk-space-2) var(--lk-space-4);
  }

  dl.facts dt {
    color: var(--lk-muted);
  }

  dl.facts dd {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .banner > .row {
    flex-wrap: nowrap;
    align-items: flex-start;
  }

  .banner .tone {
    flex: none;
    padding-top: 1px;
  }

  .correlation {
    display: grid;
    grid-template-columns: minmax(0, max-content) auto 1fr;
    align-items: center;
    font-size: 12px;
  }

  .correlation .muted {
    grid-column: 1 / -1;
  }

  .correlation code {
    overflow-wrap: anywhere;
  }

  .correlation .copy {
    min-height: 26px;
  }

  .copy {
    padding-inline: var(--lk-space-2);
  }

  .copy .idle {
    display: inline-flex;
    align-items: center;
    gap: var(--lk-space-1);
  }

  .copy .icon {
    width: 16px;
    height: 16px;
  }

  .copy[data-copied] .idle {
    display: none;
  }

  .placeholder {
    display: grid;
    justify-items: center;
    gap: var(--lk-space-3);
    padding: var(--lk-space-10) var(--lk-space-4);
    text-align: center;
  }

  .placeholder > .icon {
    width: 36px;
    height: 36px;
    color: var(--lk-muted);
    stroke-width: 1.25;
  }

  .placeholder .spinner {
    width: 28px;
    height: 28px;
    border-width: 3px;
  }
`;
