// Styles of the phone's body, screen and bars.

import { css } from "lit";

export const device = css`
  .device {
    --body: #1b2220;
    --edge: #38423e;
    position: relative;
    height: 47rem;
    max-height: max(34rem, calc(100dvh - 2 * var(--lk-space-6)));
    padding: 11px;
    border-radius: 54px;
    background: var(--body);
    box-shadow:
      inset 0 0 0 2px var(--edge),
      0 2px 6px rgb(0 0 0 / 18%),
      0 32px 64px -16px rgb(8 24 18 / 38%);
  }

  .device::before,
  .device::after {
    content: "";
    position: absolute;
    right: -3px;
    top: 9.5rem;
    width: 4px;
    height: 5rem;
    border-radius: 0 3px 3px 0;
    background: var(--edge);
  }

  .device::after {
    right: auto;
    left: -3px;
    top: 8rem;
    height: 6.5rem;
    border-radius: 3px 0 0 3px;
  }

  .glass {
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    border-radius: 43px;
    background: var(--lk-card);
    isolation: isolate;
  }

  .locked {
    background: linear-gradient(160deg, var(--lk-soft), var(--lk-neutral-soft));
  }

  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: 12px 28px 4px;
    font-size: var(--lk-text-2);
    font-weight: 600;
  }

  .lens {
    position: absolute;
    left: 50%;
    width: 12px;
    height: 12px;
    margin-left: -6px;
    border-radius: 50%;
    background: radial-gradient(circle at 40% 40%, #3c4a57 15%, #0b0f0e 60%);
  }

  .signs {
    width: 46px;
    height: 12px;
    fill: currentcolor;
  }

  .battery {
    fill: none;
    stroke: currentcolor;
  }

  .head {
    display: flex;
    align-items: center;
    gap: var(--lk-space-1);
    min-height: 64px;
    padding: var(--lk-space-1) var(--lk-space-5) var(--lk-space-2);
  }

  .head button {
    margin-left: -12px;
    color: var(--lk-text);
  }

  .head h2 {
    font-size: 22px;
    letter-spacing: -0.01em;
  }

  .head button + .title h2 {
    font-size: var(--lk-text-4);
  }

  .under {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }

  .screen {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    overflow-y: auto;
    overflow-wrap: anywhere;
  }

  .sections {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    padding: var(--lk-space-1) var(--lk-space-2) 14px;
    border-top: 1px solid var(--lk-line);
    background: var(--lk-card);
  }

  .sections button {
    flex-direction: column;
    gap: 2px;
    padding: 6px 2px;
    border: 0;
    background: none;
    color: var(--lk-muted);
    font-size: 12px;
  }

  .sections .mark {
    position: relative;
    padding: 4px 18px;
    border-radius: var(--lk-radius-round);
    line-height: 0;
    transition: background-color var(--lk-quick);
  }

  .sections button:hover:not(:disabled) {
    background: none;
    color: var(--lk-text);
  }

  .sections .icon {
    width: 22px;
    height: 22px;
  }

  .sections button[aria-current],
  .sections button[aria-current]:hover:not(:disabled) {
    color: var(--lk-accent);
  }

  .sections [aria-current] .mark {
    background: var(--lk-soft);
  }

  .sections .count {
    position: absolute;
    top: -2px;
    right: 6px;
  }

  .count {
    min-width: 20px;
    padding: 0 6px;
    border-radius: var(--lk-radius-round);
    background: var(--lk-accent);
    color: var(--lk-on-accent);
    font-size: 12px;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }

  .linking {
    position: absolute;
    inset: 0;
    z-index: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: var(--lk-space-2);
    padding: var(--lk-space-8);
    background: color-mix(in srgb, var(--lk-card) 94%, transparent);
    text-align: center;
  }

  .linking .spinner {
    margin-bottom: var(--lk-space-3);
  }

  .linking.asks {
    top: 36px;
    justify-content: safe center;
    padding: var(--lk-space-5) var(--lk-space-5) var(--lk-space-6);
    overflow-y: auto;
    background: var(--lk-card);
  }

  .linking h3 {
    font-size: var(--lk-text-4);
    text-wrap: balance;
  }

  .compared {
    margin: var(--lk-space-4) 0;
    font: 700 30px / 1.2 var(--lk-mono);
    letter-spacing: 0.06em;
  }

  .answers {
    display: grid;
    gap: var(--lk-space-2);
    width: 100%;
    margin-top: var(--lk-space-4);
  }

  .stand-in {
    display: grid;
    gap: var(--lk-space-2);
    width: 100%;
    margin-top: var(--lk-space-4);
    padding: var(--lk-space-4);
    border: 1px dashed var(--lk-field-line);
    border-radius: var(--lk-radius-2);
    text-align: left;
  }

  .stand-in h4 {
    margin: 0;
    font-size: var(--lk-text-2);
  }

  .stand-in textarea {
    font-size: var(--lk-text-1);
    resize: none;
  }

  .toasts {
    position: absolute;
    z-index: 2;
    top: 42px;
    left: var(--lk-space-3);
    right: var(--lk-space-3);
    display: grid;
    gap: var(--lk-space-2);
    pointer-events: none;
  }

  .toast {
    display: flex;
    align-items: center;
    gap: var(--lk-space-2);
    padding: var(--lk-space-3) var(--lk-space-4);
    border-radius: 18px;
    background: #22302a;
    color: #f2f7f5;
    box-shadow: 0 8px 24px rgb(0 0 0 / 25%);
    font-size: var(--lk-text-2);
    font-weight: 600;
    animation: drop 200ms ease-out;
  }

  .toast:not(.lost):empty,
  .toast.lost:not(:has(svg)) {
    display: none;
  }

  .toast.lost {
    background: #5a1816;
    color: #fff1f0;
  }

  @keyframes drop {
    from {
      opacity: 0;
      transform: translateY(-12px);
    }
  }

  @media (max-width: 26rem) {
    .device {
      padding: 7px;
      border-radius: 40px;
    }

    .glass {
      border-radius: 33px;
    }
  }
`;
