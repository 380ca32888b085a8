// Inputs shared by all screens, and templates that most of them use.

import { html, type TemplateResult } from "lit";
import type { Language, Parameters } from "@linekeeper/ui/i18n.ts";

import type { Place, State } from "../model.ts";
import type { PhoneSession } from "../session.ts";
import type { ShownQrs } from "../shown.ts";
import { say, spoken, type Key } from "../texts.ts";
import type { PhoneView } from "../view.ts";

export interface Context {
  readonly state: State;
  readonly view: PhoneView;
  readonly language: Language;
  readonly now: Date;
  readonly shown: ShownQrs;
  readonly session: PhoneSession;
  text(key: Key, parameters?: Parameters): string;
}

export function speaker(language: Language): Context["text"] {
  return (key, parameters) => say(language, key, parameters);
}

export const busy = ({ state }: Context): boolean => state.doing !== null;

/** Renders the reason why the last action failed. */
export function problemLine({ state, language }: Context): TemplateResult {
  const problem = state.problem === null ? "" : spoken(language, state.problem);
  return html`<p id="problem" class="field-error" role="alert">${problem}</p>`;
}

/** Renders the number of unread messages on a button, with a word for screen readers. */
export function unreadMark(count: number, { text }: Context): TemplateResult {
  return html`<span class="count" aria-hidden="true">${count}</span
    ><span class="offscreen">${text("unread", { count })}</span>`;
}

/** Creates a handler that navigates to another screen. */
export const going =
  ({ session }: Context, place: Place) =>
  (): void =>
    session.go(place);

/** Creates a submit handler that gets the form's values by name. */
export function submitting(handle: (value: (name: string) => string) => void) {
  return (event: SubmitEvent): void => {
    event.preventDefault();
    const values = new FormData(event.currentTarget as HTMLFormElement);
    handle((name) => String(values.get(name) ?? ""));
  };
}
