import { css } from "lit";

import { detailStyles } from "./detail-styles.ts";

export const sessionStyles = css`
  ${detailStyles}

  .waiting {
    align-content: start;
    min-height: 100vh;
  }

  .why,
  .helps {
    margin-bottom: var(--lk-space-4);
  }

  .acknowledged {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--lk-space-2);
    padding: var(--lk-space-3) var(--lk-space-4);
    border-radius: var(--lk-radius-2);
    background: var(--lk-neutral-soft);
  }

  .acknowledged p {
    overflow-wrap: anywhere;
  }

  .correlation {
    margin-top: var(--lk-space-4);
  }

  .change {
    display: grid;
    gap: var(--lk-space-3);
    margin-top: var(--lk-space-5);
    padding-top: var(--lk-space-4);
    border-top: 1px solid var(--lk-line);
  }

  .change .why,
  .change .correlation {
    margin: 0;
  }

  dl.facts {
    grid-template-columns: minmax(84px, 34%) minmax(0, 1fr);
  }

  .reveal {
    min-height: 24px;
    white-space: nowrap;
    padding: 0 var(--lk-space-1);
  }
`;
