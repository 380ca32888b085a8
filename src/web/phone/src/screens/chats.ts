// Screens of the chats, of one chat, and of a new text.

import { html, nothing, type TemplateResult } from "lit";
import { icon, phoneIcon } from "@linekeeper/ui/icons.ts";

import type { Tick } from "../messages.ts";
import { bubblesOf, chatName, type Bubble, type BubbleFile, type ChatRow } from "../view.ts";
import { busy, going, problemLine, submitting, unreadMark, type Context } from "./context.ts";
import { noteIcon, penIcon, pictureIcon, sendIcon } from "./icons.ts";

/** Maximum length in characters. The simulator limits bytes: a character has four at most. */
const MAX_TEXT = 4000;

export function chatsScreen(context: Context): TemplateResult {
  const { text, view } = context;
  return html`
    <ul class="rows">
      ${view.chats.map((row) => html`<li>${chatButton(row, context)}</li>`)}
    </ul>
    ${problemLine(context)}
    <div class="foot">
      <button class="primary wide" type="button" @click=${going(context, { at: "write" })}>
        ${icon(penIcon)}${text("write")}
      </button>
    </div>
  `;
}

function chatButton(row: ChatRow, context: Context): TemplateResult {
  return html`
    <button class="row" type="button" @click=${going(context, { at: "chat", peer: row.peer })}>
      <span class="avatar" data-self=${row.self}>${icon(row.self ? noteIcon : phoneIcon)}</span>
      <span class="words">
        <span class="line"><strong>${row.name}</strong><span class="time tabular">${row.time}</span></span>
        <span class="line">
          <span class="preview">${row.preview}</span>
          ${row.unread > 0 ? unreadMark(row.unread, context) : nothing}
        </span>
      </span>
    </button>
  `;
}

export function chatScreen(context: Context, peer: string): TemplateResult {
  const { text, session, state, language, now } = context;
  const bubbles =
    state.phone === null ? [] : bubblesOf(state.phone, state.sent, peer, { language, now }, state.messages);
  const send = submitting((value) => void session.send(peer, value("text")));
  return html`
    <div class="talk" tabindex="0" role="log" aria-label=${chatName(peer, state.number ?? "", language)}>
      ${
        bubbles.length === 0
          ? html`<p class="empty">${text(peer === state.number ? "selfHint" : "chatNone")}</p>`
          : html`<ol>
              ${bubbles.map((bubble) => bubbleOf(bubble, context))}
            </ol>`
      }
    </div>
    ${problemLine(context)}
    <form class="composer" novalidate @submit=${send}>
      <textarea
        name="text"
        rows="1"
        maxlength=${MAX_TEXT}
        aria-label=${text("textLabel")}
        aria-describedby="problem"
        placeholder=${text("textLabel")}
        @keydown=${sendOnEnter}
      ></textarea>
      <label class="attach" title=${text("attach")}>
        <span class="offscreen">${text("attach")}</span>
        <input
          type="file"
          aria-describedby="problem"
          ?disabled=${busy(context)}
          @change=${(event: Event) => sendChosen(event, context, peer)}
        />
        ${icon(pictureIcon)}
      </label>
      <button class="primary round" type="submit" aria-label=${text("send")} ?disabled=${busy(context)}>
        ${icon(sendIcon)}
      </button>
    </form>
  `;
}

function bubbleOf({ mine, text, details, tick, file }: Bubble, context: Context): TemplateResult {
  return html`<li class="bubble" data-mine=${mine}>
    ${file === undefined ? nothing : fileOf(file)} ${text === "" ? nothing : html`<p class="said-text">${text}</p>`}
    <p class="details tabular">${details} ${tick === undefined ? nothing : tickMark(tick, context)}</p>
  </li>`;
}

function fileOf({ address, isPicture, name, size }: BubbleFile): TemplateResult {
  return isPicture
    ? html`<img class="picture" src=${address} alt=${name} loading="lazy" />`
    : html`<a class="file" href=${address} download=${name}>${name} <span class="tabular">${size}</span></a>`;
}

const TICKS = { sent: ["✓", "tickSent"], delivered: ["✓✓", "tickDelivered"], read: ["✓✓", "tickRead"] } as const;

/** Renders how far a message has got, with a word for screen readers. */
function tickMark(tick: Tick, { text }: Context): TemplateResult {
  const [mark, word] = TICKS[tick];
  return html`<span class="tick" data-tick=${tick} aria-hidden="true">${mark}</span
    ><span class="offscreen">${text(word)}</span>`;
}

function sendChosen(event: Event, { session }: Context, peer: string): void {
  const input = event.currentTarget as HTMLInputElement;
  const file = input.files?.[0];
  // The same file may be chosen again.
  input.value = "";
  if (file !== undefined) void session.sendFile(peer, file);
}

/** Sends on Enter; Shift+Enter starts a new line. An Enter that ends an IME composition is ignored. */
function sendOnEnter(event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
}

export function writeScreen(context: Context): TemplateResult {
  const { text, session } = context;
  return html`
    <form class="padded" novalidate @submit=${submitting((value) => void session.send(value("to"), value("text")))}>
      <label for="to">${text("toLabel")}</label>
      <input
        id="to"
        name="to"
        type="tel"
        inputmode="tel"
        autocomplete="off"
        maxlength="24"
        aria-describedby="problem"
      />
      <label for="text">${text("textLabel")}</label>
      <textarea id="text" name="text" rows="5" maxlength=${MAX_TEXT} aria-describedby="problem"></textarea>
      ${problemLine(context)}
      <button class="primary wide" type="submit" ?disabled=${busy(context)}>${text("send")}</button>
    </form>
  `;
}
