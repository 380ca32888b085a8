// Drawings of the phone's screens: for each step the part of the screen to tap. The text is beside them.

import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

import type { Platform } from "../device.ts";

export type SceneName = "open" | "menu" | "link" | "number" | "enter" | "camera";

/** Draws the spot to tap. */
const tap = (x: number, y: number): SVGTemplateResult =>
  svg`<circle class="halo" cx=${x} cy=${y} r="11"/><circle class="touch" cx=${x} cy=${y} r="5"/>`;

const bar = (x: number, y: number, width: number, className = "ink"): SVGTemplateResult =>
  svg`<rect class=${className} x=${x} y=${y} width=${width} height="4" rx="2"/>`;

const app = (x: number, y: number, corner: number): SVGTemplateResult =>
  svg`<rect class="ink" x=${x} y=${y} width="18" height="18" rx=${corner}/>`;

/** Draws WhatsApp's icon, by which people find it among the apps. */
const bubble = (x: number, y: number, corner: number): SVGTemplateResult => svg`
  <rect class="green" x=${x} y=${y} width="18" height="18" rx=${corner}/>
  <path class="white" d="M${x + 5} ${y + 13.2}l.8-2.6a4.4 4.4 0 1 1 1.8 1.8z"/>`;

const row = (y: number): SVGTemplateResult =>
  svg`<circle class="ink" cx="21" cy=${y} r="5"/>${bar(32, y - 5, 34)}${bar(32, y + 2, 50, "faint")}`;

const corners = svg`<path class="frame" d="M44 20v-6h6M70 14h6v6M76 40v6h-6M50 46h-6v-6"/>`;

const boxes = (y: number): SVGTemplateResult =>
  svg`${[..."ABCDEFGH"].map((sign, index) => {
    const x = 9 + index * 12.4 + (index > 3 ? 4 : 0);
    return svg`<rect class=${index < 5 ? "box filled" : "box"} x=${x} y=${y} width="10" height="14" rx="2.5"/>
      ${index < 5 ? svg`<text class="sign" x=${x + 5} y=${y + 10.2}>${sign}</text>` : null}`;
  })}`;

function openScene(platform: Platform): SVGTemplateResult {
  const corner = platform === "android" ? 9 : 5;
  const places = [14, 40, 66, 92];
  return svg`
    ${places.map((x) => app(x, 10, corner))}
    ${app(14, 36, corner)}${bubble(40, 36, corner)}${app(66, 36, corner)}${app(92, 36, corner)}
    ${platform === "android" ? svg`<rect class="faint" x="14" y="62" width="96" height="10" rx="5"/>` : svg`<rect class="faint" x="6" y="61" width="108" height="30" rx="9"/>`}
    ${tap(57, 55)}`;
}

const menuScenes: Readonly<Record<Platform, SVGTemplateResult>> = {
  android: svg`
    <rect class="top" width="120" height="18"/>${bar(10, 7, 36, "white")}
    <path class="dots" d="M110 5v.01M110 9v.01M110 13v.01"/>
    ${row(32)}${row(54)}
    <rect class="sheet" x="50" y="14" width="62" height="52" rx="4"/>
    ${bar(57, 22, 32)}
    <rect class="chosen" x="50" y="31" width="62" height="14" rx="3"/>${bar(57, 36, 44, "accent")}
    ${bar(57, 51, 28)}${tap(104, 39)}`,
  iphone: svg`
    <rect class="sheet" x="8" y="6" width="104" height="44" rx="6"/>
    ${bar(30, 13, 34)}<circle class="ink" cx="19" cy="15" r="4"/>
    <rect class="chosen" x="8" y="22" width="104" height="14"/>
    <rect class="laptop" x="15" y="25" width="9" height="6" rx="1"/><path class="laptop" d="M13 33h13"/>${bar(30, 27, 48, "accent")}
    ${bar(30, 41, 28)}<circle class="ink" cx="19" cy="43" r="4"/>
    <path class="rule" d="M0 57.5h120"/>
    <circle class="ink" cx="20" cy="67" r="4"/><circle class="ink" cx="46" cy="67" r="4"/><circle class="ink" cx="73" cy="67" r="4"/>
    <circle class="gear" cx="100" cy="67" r="4.5"/><circle class="gear" cx="100" cy="67" r="1.5"/>${tap(94, 29)}`,
};

const linkScene = svg`
  <rect class="device" x="34" y="10" width="40" height="26" rx="3"/><path class="device" d="M28 40h52"/>
  <rect class="device solid" x="72" y="18" width="14" height="24" rx="3"/>
  <rect class="action" x="14" y="52" width="92" height="16" rx="8"/>${bar(38, 58, 44, "white")}${tap(92, 60)}`;

const numberScene = svg`
  <rect class="night" width="120" height="56"/>${corners}
  <rect class="sheet flat" y="56" width="120" height="24"/>${bar(28, 65, 64, "accent")}${tap(96, 67)}`;

const enterScene = svg`
  ${bar(34, 9, 52)}${boxes(22)}
  <rect class="faint" y="48" width="120" height="32"/>
  ${[8, 20, 32, 44, 56, 68, 80, 92, 104].map((x) => svg`<rect class="key" x=${x} y="53" width="9" height="8" rx="2"/>`)}
  ${[14, 26, 38, 50, 62, 74, 86, 98].map((x) => svg`<rect class="key" x=${x} y="65" width="9" height="8" rx="2"/>`)}`;

const cameraScene = svg`
  <rect class="night" width="120" height="80"/>
  <path class="frame" d="M38 24v-8h8M74 16h8v8M82 52v8h-8M46 60h-8v-8"/>
  <rect class="paper" x="44" y="22" width="32" height="32" rx="2"/>
  <path class="pixels" d="M47 25h8v8h-8zM65 25h8v8h-8zM47 43h8v8h-8zM58 26h3v4h-3zM58 33h4v3h-4zM65 36h4v4h-4zM58 40h3v3h-3zM63 44h4v3h-4zM70 43h3v4h-3zM60 48h3v3h-3zM67 49h6v2h-6zM50 36h4v3h-4z"/>`;

function drawing(name: SceneName, platform: Platform): SVGTemplateResult {
  switch (name) {
    case "open":
      return openScene(platform);
    case "menu":
      return menuScenes[platform];
    case "link":
      return linkScene;
    case "number":
      return numberScene;
    case "enter":
      return enterScene;
    case "camera":
      return cameraScene;
  }
}

export function scene(name: SceneName, platform: Platform): TemplateResult {
  return html`<svg class="scene" viewBox="0 0 120 80" aria-hidden="true" focusable="false">
    ${drawing(name, platform)}
  </svg>`;
}
