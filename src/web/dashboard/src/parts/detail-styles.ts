import { css } from "lit";

/** Page of one thing: the way back and its name above, what it has on the left, how it is and what can be done on the right. */
export const detailStyles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--lk-space-1) var(--lk-space-3);
    margin-bottom: var(--lk-space-5);
  }

  .back {
    display: inline-flex;
    align-items: center;
    gap: var(--lk-space-1);
    width: 100%;
    color: var(--lk-muted);
    text-decoration: none;
  }

  .back:hover {
    color: var(--lk-text);
  }

  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 380px;
    align-items: start;
    gap: var(--lk-space-5);
  }

  aside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--lk-space-5);
  }

  @media (max-width: 1000px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }

    aside {
      order: -1;
    }
  }

  @media (min-width: 640px) and (max-width: 1000px) {
    aside {
      grid-template-columns: 1fr 1fr;
      align-items: start;
    }
  }

  @media (max-width: 719px) {
    .columns,
    aside {
      gap: var(--lk-space-4);
    }
  }
`;
