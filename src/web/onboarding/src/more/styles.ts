// Styles of the parts that are loaded later. They are added to those of the element.

export const MORE_STYLES = `
  .how-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--lk-space-2);
  }

  .small-segments {
    display: inline-grid;
  }

  .segments.small-segments button {
    min-height: 32px;
    padding: var(--lk-space-1) var(--lk-space-3);
    font-size: var(--lk-text-1);
  }

  .steps {
    display: grid;
    gap: var(--lk-space-3);
    margin-top: var(--lk-space-4);
    counter-reset: step;
    list-style: none;
  }

  .steps li {
    position: relative;
    display: grid;
    grid-template-columns: 108px 1fr;
    align-items: center;
    gap: var(--lk-space-4);
    counter-increment: step;
  }

  .steps li::before {
    content: counter(step);
    position: absolute;
    top: -6px;
    left: -6px;
    width: 22px;
    height: 22px;
    border-radius: 50%;
    background: var(--lk-accent);
    color: var(--lk-on-accent);
    font-size: 12px;
    font-weight: 700;
    line-height: 22px;
    text-align: center;
  }

  .what {
    display: grid;
    gap: 2px;
    line-height: 1.35;
  }

  .what .text {
    font-weight: 550;
  }

  .what .hint {
    font-size: var(--lk-text-1);
  }

  .scene {
    display: block;
    width: 100%;
    border: 1px solid var(--lk-line);
    border-radius: var(--lk-radius-2);
    background: var(--lk-card);
  }

  .scene .ink {
    fill: var(--lk-draw);
  }

  .scene .faint,
  .scene .key {
    fill: var(--lk-draw-soft);
  }

  .scene .key {
    fill: var(--lk-card);
  }

  .scene .white {
    fill: #ffffff;
  }

  .scene .green,
  .scene .top {
    fill: #1f9d63;
  }

  .scene .accent,
  .scene .action {
    fill: var(--lk-accent);
  }

  .scene .action + .white {
    fill: var(--lk-on-accent);
  }

  .scene .sheet {
    fill: var(--lk-raised);
    stroke: var(--lk-line);
  }

  .scene .sheet.flat {
    fill: var(--lk-card);
    stroke: none;
  }

  .scene .chosen {
    fill: var(--lk-soft);
  }

  .scene .night {
    fill: #1c2622;
  }

  .scene .paper {
    fill: #ffffff;
  }

  .scene .pixels {
    fill: #17211d;
  }

  .scene .frame,
  .scene .dots,
  .scene .rule,
  .scene .gear,
  .scene .laptop,
  .scene .device {
    fill: none;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .scene .frame {
    stroke: #ffffff;
  }

  .scene .dots {
    stroke: #ffffff;
    stroke-width: 2.5;
  }

  .scene .rule {
    stroke: var(--lk-line);
    stroke-width: 1;
  }

  .scene .gear,
  .scene .laptop {
    stroke: var(--lk-accent);
    stroke-width: 1.5;
  }

  .scene .device {
    stroke: var(--lk-draw);
  }

  .scene .device.solid {
    fill: var(--lk-card);
    stroke: var(--lk-accent);
  }

  .scene .box {
    fill: var(--lk-card);
    stroke: var(--lk-draw);
  }

  .scene .box.filled {
    fill: var(--lk-soft);
    stroke: var(--lk-accent);
  }

  .scene .sign {
    fill: var(--lk-accent);
    font-family: var(--lk-mono);
    font-size: 9px;
    font-weight: 700;
    text-anchor: middle;
  }

  .scene .touch {
    fill: var(--lk-touch);
    stroke: #ffffff;
    stroke-width: 1.5;
  }

  .scene .halo {
    fill: var(--lk-touch);
    opacity: 0.25;
    transform-box: fill-box;
    transform-origin: center;
    animation: touch 2.4s ease-out infinite;
  }

  @keyframes touch {
    0% {
      transform: scale(0.5);
      opacity: 0.45;
    }

    60%,
    100% {
      transform: scale(1.15);
      opacity: 0;
    }
  }

  .address {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--lk-space-2);
  }

  .address code {
    font-family: var(--lk-mono);
    font-size: var(--lk-text-2);
    user-select: all;
  }

  .hand-off {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--lk-space-4);
    padding-top: var(--lk-space-3);
  }

  .hand-off .row {
    justify-content: flex-start;
  }

  .hand-off .qr svg {
    display: block;
    max-width: 100%;
    height: auto;
    fill: #000000;
  }

  .hand-off .here {
    display: grid;
    gap: var(--lk-space-2);
    justify-items: start;
    padding-top: var(--lk-space-4);
    border-top: 1px solid var(--lk-line);
  }

  .facts {
    display: grid;
    gap: var(--lk-space-1);
    color: var(--lk-muted);
    font-size: var(--lk-text-2);
  }

  .facts div {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0 var(--lk-space-2);
  }

  .facts dd {
    color: var(--lk-text);
  }

  .seen {
    display: block;
    width: 100%;
    text-align: start;
    text-wrap: wrap;
  }
`;
