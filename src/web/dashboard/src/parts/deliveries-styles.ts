import { css } from "lit";

import { chipStyles } from "./chip-styles.ts";

export const deliveriesStyles = css`
  .card > header {
    align-items: center;
  }

  .card {
    display: grid;
    gap: var(--lk-space-3);
  }

  .card > header {
    margin-bottom: 0;
  }

  .running {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--lk-space-2);
  }

  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  ${chipStyles}

  .chip {
    min-height: 32px;
  }

  .none {
    padding-block: var(--lk-space-5);
    text-align: center;
  }

  ul {
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: minmax(140px, 1fr) minmax(0, 1.7fr) auto;
    align-items: start;
    gap: var(--lk-space-1) var(--lk-space-4);
    padding: var(--lk-space-3) 0;
    border-top: 1px solid var(--lk-line);
  }

  .what {
    display: grid;
    gap: 2px;
    justify-items: start;
  }

  .what,
  .came {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  [data-delivery="dead"] .came > p:first-child {
    color: var(--lk-error);
  }

  .id {
    display: flex;
    align-items: center;
  }

  .id .copy {
    min-height: 24px;
  }

  @media (max-width: 719px) {
    li {
      grid-template-columns: minmax(0, 1fr);
    }

    li > button {
      justify-self: start;
    }
  }
`;
