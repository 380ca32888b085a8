// Frame around a screen: status bar, heading, navigation, messages at the bottom.

import { html, nothing, type TemplateResult } from "lit";
import { arrowLeftIcon, icon, offlineIcon, type Drawing } from "@linekeeper/ui/icons.ts";

import { isAsked, parentOf, sectionOf, type Place, type Section } from "./model.ts";
import { momentText } from "./moments.ts";
import { cameraScreen, pasteScreen } from "./screens/camera.ts";
import { chatScreen, chatsScreen, writeScreen } from "./screens/chats.ts";
import { codeScreen } from "./screens/code.ts";
import { going, unreadMark, type Context } from "./screens/context.ts";
import { devicesScreen } from "./screens/devices.ts";
import { chatIcon, devicesIcon, profileIcon } from "./screens/icons.ts";
import { linkingPanel } from "./screens/linking.ts";
import { profileScreen } from "./screens/profile.ts";
import { spoken } from "./texts.ts";
import { chatName } from "./view.ts";

const SECTIONS: readonly (readonly [Section, Drawing])[] = [
  ["chats", chatIcon],
  ["devices", devicesIcon],
  ["profile", profileIcon],
];

export function phoneFrame(context: Context): TemplateResult {
  const { state } = context;
  return html`
    <div class="device">
      <div class="glass" data-place=${isAsked(state) ? "asked" : state.place.at}>
        ${statusBar(context)}
        <div class="under" ?inert=${isAsked(state)}>
          ${heading(context)}
          <div class="screen">${state.phone === null ? waiting(context) : screenOf(state.place, context)}</div>
          ${parentOf(state.place) === null ? sections(context) : nothing}
        </div>
        ${linkingPanel(context)} ${toast(context)}
      </div>
    </div>
  `;
}

export function statusBar({ language, now }: Pick<Context, "language" | "now">): TemplateResult {
  return html`<div class="bar" aria-hidden="true">
    <span class="tabular">${momentText(language, now.getTime() / 1000, now)}</span>
    <span class="lens"></span>
    <svg class="signs" viewBox="0 0 46 12">
      <path d="M0 8h3v4H0zM5 5.500h3V12H5zM10 3h3v9h-3zM15 0h3v12h-3z" />
      <rect x="24.5" y=".5" width="18" height="11" rx="3" class="battery" />
      <path d="M26.500 2.500h11v7h-11zM44 4h1.500v4H44z" />
    </svg>
  </div>`;
}

function heading(context: Context): TemplateResult {
  const { state, text, view } = context;
  const parent = parentOf(state.place);
  return html`<div class="head">
    ${
      parent === null
        ? nothing
        : html`<button class="quiet round" type="button" aria-label=${text("back")} @click=${going(context, parent)}>
            ${icon(arrowLeftIcon)}
          </button>`
    }
    <div class="title">
      <h2 id="heading" tabindex="-1">${titleOf(context)}</h2>
      ${parent === null ? html`<p class="muted small-text tabular">${view.number}</p>` : nothing}
    </div>
  </div>`;
}

function titleOf({ state, text, language }: Context): string {
  const { place } = state;
  if (place.at === "chat") return chatName(place.peer, state.number ?? "", language);
  const titles = { camera: "linkDevice", paste: "paste", code: "byNumber" } as const;
  return text(place.at in titles ? titles[place.at as keyof typeof titles] : (place.at as Section | "write"));
}

function screenOf(place: Place, context: Context): TemplateResult {
  switch (place.at) {
    case "chats":
      return chatsScreen(context);
    case "chat":
      return chatScreen(context, place.peer);
    case "write":
      return writeScreen(context);
    case "devices":
      return devicesScreen(context);
    case "camera":
      return cameraScreen(context);
    case "paste":
      return pasteScreen(context);
    case "code":
      return codeScreen(context);
    case "profile":
      return profileScreen(context);
  }
}

function waiting({ state, text }: Context): TemplateResult {
  if (state.unseen) return html``;
  return html`<div class="empty">
    <span class="spinner" aria-hidden="true"></span>
    <p class="muted">${text("busy")}</p>
  </div>`;
}

function sections(context: Context): TemplateResult {
  const { state, text, view } = context;
  const here = sectionOf(state.place);
  return html`<nav class="sections" aria-label=${text("menu")}>
    ${SECTIONS.map(
      ([section, drawing]) =>
        html`<button
          type="button"
          aria-current=${section === here ? "page" : nothing}
          @click=${going(context, { at: section })}
        >
          <span class="mark">
            ${icon(drawing)} ${section === "chats" && view.unread > 0 ? unreadMark(view.unread, context) : nothing}
          </span>
          <span>${text(section === "devices" ? "devicesShort" : section)}</span>
        </button>`,
    )}
  </nav>`;
}

function toast({ state, text, language }: Context): TemplateResult {
  const said = state.said === null ? "" : spoken(language, state.said);
  return html`
    <div class="toasts">
      <p class="toast" role="status" data-said>${said}</p>
      <p class="toast lost" role="status" data-lost>
        ${state.unseen ? html`${icon(offlineIcon)}${text("unreachable")}` : nothing}
      </p>
    </div>
  `;
}
