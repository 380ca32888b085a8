// Styles of the camera, dark in both colour schemes.

import { css } from "lit";

export const camera = css`
  .glass[data-place="camera"] {
    --lk-accent: #6fdcb3;
    --lk-on-accent: #06281d;
    --lk-accent-strong: #8fe8c8;
    --lk-error: #ffaaa5;
    --lk-soft: #26302c;
    background: #0e1312;
    color: #eef4f1;
  }

  .glass[data-place="camera"] .head button {
    color: inherit;
  }

  .glass[data-place="camera"] .linking {
    background: rgb(14 19 18 / 92%);
  }

  .glass[data-place="camera"] .linking .muted {
    color: #b4c0bb;
  }

  .camera {
    display: flex;
    flex: 1 0 auto;
    flex-direction: column;
    gap: var(--lk-space-2);
    padding: 0 var(--lk-space-5) var(--lk-space-5);
  }

  .finder {
    position: relative;
    display: grid;
    flex: 1;
    align-content: center;
    align-items: start;
    gap: var(--lk-space-3);
    min-height: 15rem;
    padding: var(--lk-space-5);
    border-radius: 26px;
    background: radial-gradient(circle at 50% 45%, #34423c, #161d1a 75%);
  }

  .finder[data-count="2"] {
    grid-template-columns: 1fr 1fr;
  }

  .corners {
    --corner: linear-gradient(#000 0 0);
    position: absolute;
    inset: 12px;
    border: 3px solid #6fdcb3;
    border-radius: 18px;
    pointer-events: none;
    mask:
      var(--corner) 0 0 / 36px 36px,
      var(--corner) 100% 0 / 36px 36px,
      var(--corner) 0 100% / 36px 36px,
      var(--corner) 100% 100% / 36px 36px;
    mask-repeat: no-repeat;
  }

  .unseen {
    padding: 0 var(--lk-space-3);
    color: #c4d0cb;
    font-size: var(--lk-text-2);
    text-align: center;
  }

  .unseen strong {
    color: #eef4f1;
    font-size: var(--lk-text-3);
  }

  .unseen .icon {
    width: 44px;
    height: 44px;
    margin-bottom: var(--lk-space-2);
    stroke-width: 1.2;
  }

  .qr {
    position: relative;
    display: block;
    width: 100%;
    max-width: 16rem;
    margin: 0 auto;
    padding: 6px;
    overflow: hidden;
    border: 0;
    border-radius: 16px;
    background: #fff;
    color: #17211d;
    font-weight: 400;
  }

  .qr:hover:not(:disabled) {
    background: #fff;
    box-shadow: 0 0 0 3px #6fdcb3;
  }

  .qr svg {
    display: block;
    width: 100%;
    height: auto;
  }

  .caption {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 var(--lk-space-2);
    padding: 0 6px 4px;
    font-size: var(--lk-text-1);
    text-align: left;
  }

  .company {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
  }

  .tip {
    color: #c4d0cb;
    font-size: var(--lk-text-2);
    text-align: center;
  }

  .camera .field-error {
    text-align: center;
  }

  .ways {
    display: grid;
    gap: var(--lk-space-2);
  }

  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--lk-space-2);
  }

  .pair > * {
    flex-direction: column;
    gap: var(--lk-space-1);
    padding: var(--lk-space-2);
    font-size: var(--lk-text-2);
  }

  .file {
    position: relative;
  }

  .file:focus-within {
    outline: var(--lk-focus-width) solid var(--lk-accent);
    outline-offset: 2px;
  }

  .file input {
    position: absolute;
    inset: 0;
    height: 100%;
    opacity: 0;
    cursor: pointer;
  }
`;
