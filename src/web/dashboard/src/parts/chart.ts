// <lk-chart>: a uPlot chart that follows the size of its container, the colour scheme and the language. It emits
// `point` events; the parent shows the values under the pointer in its legend.

import { css, html, unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import uPlot from "uplot";
import uPlotStyles from "uplot/dist/uPlot.min.css?inline";

import { language } from "../language.ts";
import type { Series } from "../model/overview.ts";
import { number } from "../model/times.ts";
import { Part } from "../part.ts";

/** Data and appearance of a chart. */
export interface Drawn extends Series {
  readonly kind: "layers" | "bars";
  /** Custom properties with the colours, one per row of values. */
  readonly colors: readonly string[];
  /** Start and end of the time axis, in seconds. */
  readonly span: readonly [number, number];
}

const HEIGHT = 240;
const LOW = 160;
const DARK = matchMedia("(prefers-color-scheme: dark)");

export class Chart extends Part {
  static override properties = { drawn: { attribute: false }, label: { type: String } };

  declare drawn: Drawn;
  declare label: string;

  #plot: uPlot | null = null;
  #made = "";
  #observer = new ResizeObserver(([entry]) => this.#resize(entry!.contentRect.width));

  static override styles = [
    unsafeCSS(uPlotStyles),
    css`
      :host {
        display: block;
        min-width: 0;
      }

      #place {
        overflow: hidden;
      }

      .u-cursor-x {
        border-right: 1px solid var(--lk-chart-axis);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    DARK.addEventListener("change", this.#recolour);
    if (this.hasUpdated) this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    DARK.removeEventListener("change", this.#recolour);
    this.#observer.disconnect();
    this.#drop();
  }

  protected override render(): TemplateResult {
    return html`<div id="place" role="img" aria-label=${this.label}></div>`;
  }

  protected override firstUpdated(): void {
    this.#observer.observe(this);
  }

  protected override updated(_: PropertyValues): void {
    this.#draw();
  }

  /** Draws the chart: recreated when its series or language change, otherwise updated with the new numbers. */
  #draw(): void {
    const { kind, colors, times, values } = this.drawn;
    const data: uPlot.AlignedData = [times, ...(kind === "layers" ? [...values].reverse() : values)];
    const made = [language(), kind, ...colors].join();
    if (this.#plot !== null && made === this.#made) return this.#plot.setData(data);
    this.#drop();
    this.#made = made;
    const place = this.renderRoot.querySelector<HTMLElement>("#place")!;
    this.#plot = new uPlot(this.#options(), data, place);
  }

  #options(): uPlot.Options {
    const { kind, colors } = this.drawn;
    const style = getComputedStyle(this);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const axis: uPlot.Axis = {
      stroke: color("--lk-chart-axis"),
      grid: { stroke: color("--lk-chart-grid"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
    };
    const fill = (name: string): uPlot.Series => ({
      fill: color(name),
      stroke: color(name),
      width: 0,
      points: { show: false },
      paths:
        kind === "bars" ? uPlot.paths.bars!({ size: [0.7, 24], radius: 0.15 }) : uPlot.paths.stepped!({ align: 1 }),
    });
    const series = kind === "layers" ? [...colors].reverse() : colors;
    return {
      width: Math.max(200, this.clientWidth),
      height: kind === "bars" ? LOW : HEIGHT,
      padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { range: () => [...this.drawn.span] },
        y: { range: (_, __, most) => [0, Math.max(1, most * 1.05)] },
      },
      axes: [
        {
          ...axis,
          size: 30,
          grid: { show: false },
          values: (_, times, __, ___, gap) => times.map((time) => tick(time, gap)),
        },
        {
          ...axis,
          size: 56,
          values: (_, values) => values.map((value) => (Number.isInteger(value) ? number(language(), value) : "")),
        },
      ],
      series: [{}, ...series.map(fill)],
      hooks: { setCursor: [(plot) => this.#point(this.#under(plot))] },
    };
  }

  /** Returns the index under the pointer: uPlot gives the nearest point, but a count holds from its own time on. */
  #under({ cursor, posToVal }: uPlot): number | null {
    const nearest = cursor.idx ?? null;
    if (nearest === null || cursor.left === undefined || cursor.left < 0) return null;
    const isAhead = this.drawn.times[nearest]! > posToVal(cursor.left, "x");
    return this.drawn.kind === "layers" && isAhead ? Math.max(0, nearest - 1) : nearest;
  }

  #point(index: number | null): void {
    this.dispatchEvent(new CustomEvent<number | null>("point", { detail: index }));
  }

  #resize(width: number): void {
    const plot = this.#plot;
    if (plot !== null && width > 0 && plot.width !== width) plot.setSize({ width, height: plot.height });
  }

  #recolour = (): void => {
    this.#made = "";
    this.requestUpdate();
  };

  #drop(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }
}

/**
 * Formats a tick of the time axis: days as a date, shorter intervals as a time; `gap` is the distance of two ticks, in
 * seconds.
 */
function tick(time: number, gap: number): string {
  const locale = language() === "ru" ? "ru-RU" : "en-GB";
  const at = new Date(time * 1000);
  const isDay = gap >= 86_400 || (at.getHours() === 0 && at.getMinutes() === 0);
  const options: Intl.DateTimeFormatOptions = isDay
    ? { day: "numeric", month: "short" }
    : { hour: "2-digit", minute: "2-digit" };
  return at.toLocaleString(locale, options);
}
