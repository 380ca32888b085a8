// Styles of the parts within the card.

import { css } from "lit";

export const parts = css`
  .banner {
    display: flex;
    gap: var(--lk-space-3);
    align-items: flex-start;
  }

  .banner > .icon {
    margin-top: 2px;
  }

  .alert-body {
    display: grid;
    gap: var(--lk-space-2);
    justify-items: start;
    min-width: 0;
  }

  .alert-body .row {
    justify-content: flex-start;
  }

  .alert-text {
    font-weight: 600;
  }

  .numbers {
    display: grid;
    gap: var(--lk-space-1);
  }

  .numbers div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--lk-space-2);
  }

  .numbers dd {
    font-weight: 600;
  }

  .reference {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--lk-space-2);
    color: var(--lk-muted);
    font-size: var(--lk-text-1);
  }

  .reference code {
    color: var(--lk-text);
    font-family: var(--lk-mono);
    user-select: all;
  }

  .reference button {
    margin-left: calc(-1 * var(--lk-space-2));
    padding-inline: var(--lk-space-2);
    font-size: var(--lk-text-1);
  }

  .reference .icon {
    width: 16px;
    height: 16px;
  }

  .segments {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--lk-space-1);
    padding: var(--lk-space-1);
    border-radius: var(--lk-radius-2);
    background: var(--lk-neutral-soft);
  }

  .segments button {
    padding: var(--lk-space-2);
    border-color: transparent;
    border-radius: calc(var(--lk-radius-2) - 3px);
    background: none;
    color: var(--lk-muted);
    font-size: var(--lk-text-2);
  }

  .segments button[aria-selected="true"],
  .segments button[aria-selected="true"]:hover,
  .segments button[aria-pressed="true"],
  .segments button[aria-pressed="true"]:hover {
    background: var(--lk-raised);
    color: var(--lk-text);
    box-shadow: 0 1px 3px rgb(0 0 0 / 14%);
  }

  @media (forced-colors: active) {
    .segments button[aria-selected="true"],
    .segments button[aria-pressed="true"] {
      border-color: Highlight;
    }
  }

  .number {
    display: grid;
    gap: var(--lk-space-2);
    padding-top: var(--lk-space-3);
  }

  .number .heading {
    margin-bottom: var(--lk-space-2);
    color: var(--lk-muted);
    font-weight: 400;
  }

  .field {
    position: relative;
  }

  .field input {
    min-height: 56px;
    padding-right: 48px;
    font-size: clamp(17px, 6cqi, 20px);
    font-variant-numeric: tabular-nums;
  }

  .country {
    position: absolute;
    inset: 0 var(--lk-space-3) 0 auto;
    display: flex;
    align-items: center;
    gap: var(--lk-space-2);
    max-width: 40%;
    color: var(--lk-muted);
    font-size: var(--lk-text-2);
    pointer-events: none;
  }

  .country .name {
    display: none;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  @container (min-width: 420px) {
    .field input {
      padding-right: 40%;
    }

    .country .name {
      display: block;
    }

    .country .letters {
      display: none;
    }
  }

  button.wide {
    width: 100%;
    min-height: 52px;
    margin-top: var(--lk-space-3);
  }

  .stage {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    flex: 1;
    gap: var(--lk-space-3);
    padding: var(--lk-space-8) 0;
    text-align: center;
    text-wrap: balance;
  }

  #panel {
    display: flex;
    flex-direction: column;
    flex: 1;
  }

  .lead {
    font-size: var(--lk-text-4);
    font-weight: 650;
  }

  .centre {
    text-align: center;
  }

  .badge {
    display: grid;
    place-items: center;
    width: 72px;
    height: 72px;
    border-radius: 20px;
    background: var(--lk-soft);
    color: var(--lk-accent);
  }

  .badge .icon {
    width: 36px;
    height: 36px;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--lk-space-2);
  }

  dialog {
    max-width: 416px;
    line-height: var(--lk-leading);
  }

  dialog .heading {
    margin-bottom: var(--lk-space-2);
    font-size: var(--lk-text-4);
  }

  dialog .row {
    margin-top: var(--lk-space-5);
  }

  dialog .row > * {
    flex: 1 1 128px;
  }
`;
