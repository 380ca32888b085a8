// Event handlers: turn the person's actions into requests of the session.

import type { Offer } from "./alert.ts";
import { isUnderWay } from "./change.ts";
import type { Platform } from "./device.ts";
import type { Method } from "./facts.ts";
import type { Actions, Copied } from "./parts/actions.ts";
import { displayedNumber, readNumber, retyped, spelledNumber, type Region } from "./phone.ts";
import type { Session } from "./session.ts";
import { own } from "./texts.ts";
import type { View } from "./view.ts";

/** Part of the element that the handlers need. */
export interface ElementParts {
  view(): View | null;
  numberField(): HTMLInputElement | null;
  region(): Region;
  showPlatform(platform: Platform): void;
  copy(what: Copied, content: string, near: Element): void;
  askReset(): void;
  /** Tells the page around that the person leaves; returns whether the address of the link is to be opened. */
  leave(): boolean;
}

export class EventHandlers implements Actions {
  #body: ElementParts;
  #session: Session;

  constructor(body: ElementParts, session: Session) {
    this.#body = body;
    this.#session = session;
  }

  readonly input = (event: InputEvent): void => {
    const field = event.target as HTMLInputElement;
    if (!event.isComposing) this.#group(field, deletionOf(event.inputType));
    this.#session.type(field.value);
  };

  readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { typed } = this.#session.model;
    const region = this.#body.region();
    const reading = readNumber(typed, region);
    if ("wrong" in reading) {
      this.#session.mistype(own(reading.wrong));
      this.#body.numberField()?.focus();
    } else if (this.#body.view()?.submit.held === false) {
      this.#session.requestCode(reading.e164, spelledNumber(typed, region));
    }
  };

  /**
   * Handles a click on a tab. Opening the QR tab requests a QR, unless there is an alert to read first, or it would be
   * on the phone that has to scan it.
   */
  readonly choose = (by: Method): void => {
    const { model } = this.#session;
    const view = this.#body.view();
    const isFree = model.status?.notice == null && view?.qrOffer.held === false && !view.onPhone;
    const wanted = by === "qr" && model.by !== "qr" && isFree && model.qr === null;
    if (wanted) this.#session.requestQr();
    else this.#session.choose(by);
  };

  readonly tabKey = (event: KeyboardEvent): void => {
    const list = (event.currentTarget as HTMLElement).closest("[role=tablist]");
    const tabs = [...(list?.querySelectorAll<HTMLElement>("[role=tab]") ?? [])];
    const at = tabs.indexOf(event.currentTarget as HTMLElement);
    const next = placeFor(event.key, at, tabs.length);
    if (next === null) return;
    event.preventDefault();
    tabs[next]?.focus();
  };

  readonly platform = (platform: Platform): void => this.#body.showPlatform(platform);

  readonly offer = (offer: Offer): void => {
    switch (offer) {
      case "qr":
        return this.showQr();
      case "elsewhere":
        return this.#session.choose("qr");
      case "again":
        return this.#session.startAgain();
      case "instead":
        return this.#linkInstead();
      case "resume":
        return this.resume();
      case "reset":
        return this.askReset();
      case "change":
        return this.change();
    }
  };

  readonly showQr = (): void => this.#session.requestQr();

  readonly resume = (): void => this.#session.resume();

  readonly cancel = (): void => void this.#session.cancel();

  /** Leaves the QR. A code beside it, which another page may show, lives on. */
  readonly leaveQr = (): void => {
    if (this.#body.view()?.qr?.hasCode) this.#session.choose("code");
    else this.cancel();
  };

  readonly exit = (event: Event): void => {
    if (!this.#body.leave()) event.preventDefault();
  };

  readonly change = (): void => this.#session.openChange();

  readonly keepNumber = (): void => {
    const { status, pending } = this.#session.model;
    const isAsked = pending?.what === "code" || pending?.what === "qr";
    if (isUnderWay(status) || isAsked) void this.#session.cancel();
    else this.#session.closeChange();
  };

  readonly askReset = (): void => this.#body.askReset();

  /** Requests another code for the same number. */
  readonly newCode = (): void => {
    const { code, asked, status } = this.#session.model;
    const shown = code?.phone == null ? asked : displayedNumber(code.phone);
    const reading = readNumber(shown ?? "", this.#body.region());
    if (shown === null || "wrong" in reading) return;
    // Without a cancel the code that the phone has answered would be returned again.
    if (status?.pairing?.phoneAnswered) this.#session.renewCode(reading.e164, shown);
    else this.#session.requestCode(reading.e164, shown);
  };

  readonly changeClosed = (event: Event): void => {
    const { change, asked } = this.#session.model;
    if (!isConfirmed(event, "change") || change === null) return this.#session.keep();
    const reading = readNumber(asked ?? "", this.#body.region());
    if ("e164" in reading) this.#session.requestCode(reading.e164, asked ?? "", { changeNumber: true });
  };

  readonly resetClosed = (event: Event): void => {
    if (isConfirmed(event, "reset")) this.#session.reset();
  };

  readonly copy =
    (what: Copied, content: string) =>
    (event: Event): void => {
      this.#body.copy(what, content, event.currentTarget as Element);
    };

  /** Links the phone that was there in place of the requested one: by a QR, which asks for no number. */
  #linkInstead(): void {
    if (this.#body.view()?.onPhone === false) return this.showQr();
    this.#session.choose("code");
    this.#session.type("");
    this.#body.numberField()?.focus();
  }

  #group(field: HTMLInputElement, deleted: "back" | "ahead" | null): void {
    const caret = field.selectionStart ?? field.value.length;
    const { typed } = this.#session.model;
    const shown = retyped(typed, { text: field.value, caret }, this.#body.region(), deleted);
    if (shown.text === field.value && shown.caret === caret) return;
    field.value = shown.text;
    field.setSelectionRange(shown.caret, shown.caret);
  }
}

/** Returns whether a dialog was closed by the button with this value. */
function isConfirmed(event: Event, answer: string): boolean {
  const dialog = event.target as HTMLDialogElement;
  const isMeant = dialog.returnValue === answer;
  dialog.returnValue = "";
  return isMeant;
}

function deletionOf(inputType: string): "back" | "ahead" | null {
  if (inputType === "deleteContentBackward") return "back";
  return inputType === "deleteContentForward" ? "ahead" : null;
}

function placeFor(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowLeft":
      return (at + count - 1) % count;
    case "ArrowRight":
      return (at + 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
