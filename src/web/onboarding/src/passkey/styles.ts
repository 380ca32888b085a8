// Styles of the screens of a passkey. They are added to those of the element when the screens are loaded.

export const PASSKEY_STYLES = `
  .passkey {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--lk-space-4);
  }

  .passkey > .button,
  .passkey > button {
    justify-self: start;
  }

  .passkey > button.wide {
    justify-self: stretch;
    margin-top: 0;
  }

  .passkey > .banner {
    display: block;
  }

  .passkey .waits {
    display: flex;
    align-items: center;
    gap: var(--lk-space-3);
  }

  .passkey .waits .spinner {
    flex: none;
    width: 24px;
    height: 24px;
    border-width: 3px;
  }

  .passkey-steps {
    display: grid;
    gap: var(--lk-space-2);
    padding-left: var(--lk-space-6);
  }

  .passkey code {
    font-family: var(--lk-mono);
    font-size: var(--lk-text-2);
    user-select: all;
  }

  .passkey .address {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--lk-space-2);
  }

  .passkey details {
    border-top: 1px solid var(--lk-line);
  }

  .passkey summary {
    min-height: 44px;
    padding: var(--lk-space-3) 0;
    color: var(--lk-accent);
    font-weight: 600;
    cursor: pointer;
  }

  .passkey .row {
    justify-content: flex-start;
  }

  .passkey > .row > .quiet {
    margin-left: calc(-1 * var(--lk-space-4));
  }

  :host([data-step="passkey"]) .timer {
    text-align: start;
  }

  .passkey .answers > * {
    flex: 1 1 160px;
  }

  .passkey .qr svg {
    display: block;
    max-width: 100%;
    height: auto;
    fill: #000000;
  }

  :host([data-step="passkey"]) .card .main,
  :host([data-step="passkey-code"]) .card .main {
    min-height: 0;
  }
`;
