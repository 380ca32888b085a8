import { css } from "lit";

export const attentionStyles = css`
  :host {
    padding-bottom: var(--lk-space-8);
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--lk-space-1) var(--lk-space-5);
    margin-bottom: var(--lk-space-5);
  }

  .summary {
    display: flex;
    flex-wrap: wrap;
    gap: var(--lk-space-1) var(--lk-space-5);
  }

  .webhooks {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--lk-space-1) var(--lk-space-3);
    margin-bottom: var(--lk-space-5);
  }

  .group {
    --tone: var(--lk-error);
    margin-bottom: var(--lk-space-5);
    border: 1px solid var(--lk-line);
    border-left: 4px solid var(--tone);
    border-radius: var(--lk-radius-2);
    background: var(--lk-card);
    box-shadow: var(--lk-shadow-1);
  }

  .group[data-group="unreachable"],
  .group[data-group="replaced"],
  .group[data-group="passkey"] {
    --tone: var(--lk-state-reconnecting);
  }

  .group[data-calm="true"] {
    --tone: var(--lk-state-idle);
  }

  .group > header {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: var(--lk-space-2) var(--lk-space-5);
    padding: var(--lk-space-4) var(--lk-space-5);
  }

  .title {
    flex: 1 1 320px;
    min-width: 0;
  }

  .count {
    margin-left: var(--lk-space-1);
    color: var(--lk-muted);
    font-weight: 600;
  }

  .help {
    max-width: 900px;
    color: var(--lk-muted);
  }

  .beside,
  .about {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--lk-space-1) var(--lk-space-4);
  }

  details.group {
    background: var(--lk-neutral-soft);
    box-shadow: none;
  }

  summary {
    padding: var(--lk-space-3) var(--lk-space-5);
    color: var(--lk-muted);
    font-weight: 600;
    cursor: pointer;
  }

  .about {
    justify-content: space-between;
    padding: 0 var(--lk-space-5) var(--lk-space-3);
  }

  ul {
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: minmax(150px, 250px) minmax(240px, 1fr) auto;
    align-items: start;
    gap: var(--lk-space-2) var(--lk-space-5);
    padding: var(--lk-space-3) var(--lk-space-5);
    border-top: 1px solid var(--lk-line);
  }

  li:focus-within {
    background: var(--lk-inset);
    box-shadow: inset 3px 0 var(--lk-accent);
  }

  li:last-child {
    border-radius: 0 0 var(--lk-radius-2) var(--lk-radius-2);
  }

  .who,
  .why {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .name {
    color: var(--lk-text);
    font-weight: 600;
    text-decoration: none;
  }

  a.name {
    font-size: var(--lk-text-3);
  }

  a.name:hover {
    color: var(--lk-accent);
    text-decoration: underline;
  }

  .id {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--lk-space-3);
  }

  .since,
  .reason {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--lk-space-2);
  }

  .reason {
    font-size: var(--lk-text-1);
  }

  .reason > code {
    font-size: 12px;
    font-weight: 600;
  }

  .reference {
    display: inline-flex;
    align-items: center;
    gap: var(--lk-space-1);
  }

  .reference code {
    color: var(--lk-text);
    font-size: 12px;
  }

  .reference .copy {
    min-height: 24px;
    padding: 0 4px;
  }

  .do {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: var(--lk-space-1) var(--lk-space-2);
    max-width: 540px;
  }

  .told {
    grid-column: 1 / -1;
  }

  .placeholder {
    padding-block: var(--lk-space-6);
  }

  @media (max-width: 1100px) {
    li {
      grid-template-columns: minmax(140px, 250px) minmax(0, 1fr);
    }

    .do {
      grid-column: 1 / -1;
      justify-content: flex-start;
      max-width: none;
    }
  }

  @media (max-width: 599px) {
    li {
      grid-template-columns: minmax(0, 1fr);
      padding-inline: var(--lk-space-4);
    }

    .group > header,
    summary,
    .about {
      padding-inline: var(--lk-space-4);
    }
  }
`;
