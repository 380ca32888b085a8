// Styles of the screens: rows, chats, forms.

import { css } from "lit";

export const screens = css`
  .padded {
    padding: var(--lk-space-1) var(--lk-space-5) var(--lk-space-5);
  }

  .wide {
    width: 100%;
    text-wrap: balance;
  }

  .round {
    flex: none;
    width: 44px;
    height: 44px;
    padding: 0;
    border-radius: 50%;
  }

  .small-text {
    font-size: var(--lk-text-2);
  }

  button.danger-text {
    color: var(--lk-error);
  }

  .foot {
    display: grid;
    gap: var(--lk-space-2);
    margin-top: auto;
    padding: var(--lk-space-4) var(--lk-space-5);
  }

  .screen > .field-error {
    padding: var(--lk-space-2) var(--lk-space-5);
  }

  .empty {
    display: flex;
    flex: 1;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: var(--lk-space-2);
    padding: var(--lk-space-6) var(--lk-space-8);
    color: var(--lk-muted);
    text-align: center;
  }

  .empty strong {
    color: var(--lk-text);
  }

  .emblem {
    display: grid;
    place-items: center;
    width: 88px;
    height: 88px;
    margin-bottom: var(--lk-space-2);
    border-radius: 50%;
    background: var(--lk-soft);
    color: var(--lk-accent);
  }

  .emblem .icon {
    width: 40px;
    height: 40px;
    stroke-width: 1.4;
  }

  .rows {
    list-style: none;
  }

  .row {
    display: flex;
    align-items: center;
    justify-content: flex-start;
    gap: var(--lk-space-3);
    width: 100%;
    padding: var(--lk-space-2) var(--lk-space-5);
    border: 0;
    border-radius: 0;
    background: none;
    font-weight: 400;
    text-align: left;
  }

  li.row {
    flex-wrap: wrap;
  }

  li.row .words {
    flex-basis: 9rem;
  }

  li.row button {
    margin-left: auto;
  }

  button.row:focus-visible {
    outline-offset: -4px;
  }

  .avatar {
    display: grid;
    flex: none;
    place-items: center;
    position: relative;
    width: 46px;
    height: 46px;
    border-radius: 50%;
    background: var(--lk-neutral-soft);
    color: var(--lk-muted);
  }

  .avatar[data-self="true"] {
    background: var(--lk-soft);
    color: var(--lk-accent);
  }

  .avatar.large {
    width: 64px;
    height: 64px;
  }

  .avatar.large .icon {
    width: 32px;
    height: 32px;
    stroke-width: 1.5;
  }

  .avatar[data-online]::after {
    content: "";
    position: absolute;
    right: 0;
    bottom: 0;
    width: 13px;
    height: 13px;
    border: 2px solid var(--lk-card);
    border-radius: 50%;
    background: var(--lk-field-line);
  }

  .avatar[data-online="true"]::after {
    background: var(--lk-accent);
  }

  .words {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 2px;
    min-width: 0;
    line-height: 1.35;
  }

  .line {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--lk-space-2);
  }

  .preview {
    overflow: hidden;
    color: var(--lk-muted);
    font-size: var(--lk-text-2);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .time {
    flex: none;
    color: var(--lk-muted);
    font-size: 12px;
  }

  .talk {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    padding: var(--lk-space-3) var(--lk-space-4);
    background: var(--lk-page);
  }

  .talk:focus-visible {
    outline-offset: -3px;
  }

  .talk .empty {
    height: 100%;
  }

  .talk ol {
    display: flex;
    flex-direction: column;
    gap: 6px;
    list-style: none;
  }

  .bubble {
    align-self: flex-start;
    max-width: 82%;
    padding: 7px 12px 5px;
    border: 1px solid var(--lk-line);
    border-radius: 4px 16px 16px;
    background: var(--lk-card);
  }

  .bubble[data-mine="true"] {
    align-self: flex-end;
    border-color: transparent;
    border-radius: 16px 16px 4px;
    background: var(--lk-accent);
    color: var(--lk-on-accent);
  }

  .said-text {
    line-height: 1.4;
    white-space: pre-wrap;
  }

  .bubble .details {
    font-size: 12px;
    text-align: right;
  }

  .bubble[data-mine="false"] .details {
    color: var(--lk-muted);
  }

  .bubble .picture {
    display: block;
    max-width: 100%;
    max-height: 14rem;
    border-radius: 10px;
  }

  .bubble .file {
    color: inherit;
    overflow-wrap: anywhere;
  }

  .tick {
    letter-spacing: -3px;
    margin-right: 3px;
    opacity: 0.75;
  }

  .tick[data-tick="read"] {
    color: #8fe3ff;
    opacity: 1;
  }

  .attach {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
    color: var(--lk-muted);
    cursor: pointer;
  }

  .attach input {
    position: absolute;
    width: 1px;
    height: 1px;
    opacity: 0;
  }

  .attach:focus-within {
    outline: 2px solid var(--lk-accent);
  }

  .composer {
    display: flex;
    align-items: flex-end;
    gap: var(--lk-space-2);
    padding: var(--lk-space-2) var(--lk-space-3) 18px;
    border-top: 1px solid var(--lk-line);
  }

  .composer textarea {
    flex: 1;
    min-width: 0;
    max-height: 9rem;
    border-radius: 22px;
    resize: none;
    field-sizing: content;
  }

  .screen textarea:not(.composer *) {
    resize: vertical;
  }

  .screen textarea.mono {
    font-size: var(--lk-text-1);
  }

  .screen form.padded {
    display: grid;
    gap: var(--lk-space-1);
  }

  .screen form.padded > label:not(:first-child) {
    margin-top: var(--lk-space-3);
  }

  .screen form.padded > .wide {
    margin-top: var(--lk-space-3);
  }

  .screen form.padded > .wide + .wide {
    margin-top: 0;
  }

  .switch {
    margin-top: auto;
    padding-top: var(--lk-space-4);
    border-top: 1px solid var(--lk-line);
  }

  .switch label {
    display: flex;
    align-items: center;
    gap: var(--lk-space-3);
    min-height: 44px;
  }

  input.code {
    height: 68px;
    font: 700 28px / 1.2 var(--lk-mono);
    letter-spacing: 0.08em;
    text-align: center;
    text-transform: uppercase;
  }

  .owner {
    display: flex;
    align-items: center;
    gap: var(--lk-space-4);
    padding: var(--lk-space-1) var(--lk-space-5) var(--lk-space-4);
  }

  .owner strong {
    font-size: var(--lk-text-4);
  }
`;
