// Colours, spacing, typography and shapes of all pages, as CSS custom properties. Text has a contrast of at least 4.5:1
// in both colour schemes. A page that embeds one of our elements may set the properties that begin with
// `--linekeeper-`.

import { css } from "lit";

/** Colours of the light scheme. */
export const light = css`
  color-scheme: light;
  --lk-page: #f3f5f4;
  --lk-card: var(--linekeeper-card, #ffffff);
  --lk-raised: #ffffff;
  --lk-line: var(--linekeeper-line, #dbe1de);
  --lk-field-line: #7b8783;
  --lk-text: var(--linekeeper-text, #17211d);
  --lk-muted: var(--linekeeper-muted, #56635e);
  --lk-accent: var(--linekeeper-accent, #0b6b4f);
  --lk-accent-strong: var(--linekeeper-accent-strong, #07523c);
  --lk-on-accent: var(--linekeeper-on-accent, #ffffff);
  --lk-soft: var(--linekeeper-soft, #e8f2ee);
  --lk-neutral-soft: #eef1f0;
  --lk-inset: #f8faf9;
  --lk-draw: #c3cdc8;
  --lk-draw-soft: #e6ebe9;
  --lk-touch: #e07a2f;
  --lk-error: #a4201d;
  --lk-error-soft: #fdeeed;
  --lk-on-error: #ffffff;
  --lk-warning: #7a4d00;
  --lk-warning-soft: #fff5e0;
  --lk-info: #1d4f86;
  --lk-info-soft: #eaf2fb;
  --lk-shadow-1: 0 1px 2px rgb(16 32 26 / 6%);
  --lk-shadow-2: 0 1px 2px rgb(16 32 26 / 5%), 0 8px 24px rgb(16 32 26 / 7%);
  --lk-shadow-3: 0 2px 4px rgb(16 32 26 / 6%), 0 20px 48px rgb(16 32 26 / 16%);
  --lk-backdrop: rgb(12 24 19 / 45%);
`;

/** Colours of the dark scheme. */
export const dark = css`
  color-scheme: dark;
  --lk-page: #0f1513;
  --lk-card: var(--linekeeper-card, #18201d);
  --lk-raised: #34413b;
  --lk-line: var(--linekeeper-line, #2f3a35);
  --lk-field-line: #7d8a85;
  --lk-text: var(--linekeeper-text, #e6ece9);
  --lk-muted: var(--linekeeper-muted, #a3b0aa);
  --lk-accent: var(--linekeeper-accent, #5fd0a6);
  --lk-accent-strong: var(--linekeeper-accent-strong, #86e0bf);
  --lk-on-accent: var(--linekeeper-on-accent, #06281d);
  --lk-soft: var(--linekeeper-soft, #1d2f28);
  --lk-neutral-soft: #222b27;
  --lk-inset: #141b18;
  --lk-draw: #4a5852;
  --lk-draw-soft: #2a3530;
  --lk-touch: #f0a35e;
  --lk-error: #ff9d98;
  --lk-error-soft: #3a1d1c;
  --lk-on-error: #3a0f0d;
  --lk-warning: #f5c26b;
  --lk-warning-soft: #35290f;
  --lk-info: #9cc7f5;
  --lk-info-soft: #172a3e;
  --lk-shadow-1: none;
  --lk-shadow-2: 0 0 0 1px rgb(255 255 255 / 3%);
  --lk-shadow-3: 0 20px 48px rgb(0 0 0 / 50%);
  --lk-backdrop: rgb(0 0 0 / 60%);
`;

/** Spacing, typography and shapes. */
export const shape = css`
  --lk-space-1: 4px;
  --lk-space-2: 8px;
  --lk-space-3: 12px;
  --lk-space-4: 16px;
  --lk-space-5: 20px;
  --lk-space-6: 24px;
  --lk-space-8: 32px;
  --lk-space-10: 40px;
  --lk-space-12: 48px;
  --lk-radius-1: 6px;
  --lk-radius-2: 10px;
  --lk-radius-3: var(--linekeeper-radius, 16px);
  --lk-radius-round: 999px;
  --lk-sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  --lk-mono:
    ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "Roboto Mono", "DejaVu Sans Mono", Menlo, Consolas,
    monospace;
  --lk-text-1: 13px;
  --lk-text-2: 14px;
  --lk-text-3: 16px;
  --lk-text-4: 18px;
  --lk-text-5: 24px;
  --lk-text-6: 32px;
  --lk-leading-tight: 1.25;
  --lk-leading: 1.5;
  --lk-focus-width: 3px;
  --lk-quick: 120ms;
`;
