// <linekeeper-phone>: page of the virtual phone. It renders the session's state and manages the focus.

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { withParameters } from "@linekeeper/ui/address.ts";
import { copy } from "@linekeeper/ui/clipboard.ts";
import { LANGUAGES, pageLanguage, type Language } from "@linekeeper/ui/i18n.ts";

import { phoneApi, type Phone } from "./api.ts";
import { phoneFrame, statusBar } from "./frame.ts";
import { isAsked, type Happening, type Place, type State } from "./model.ts";
import { numberOf } from "./number.ts";
import { qrInPicture } from "./picture.ts";
import { speaker, submitting, type Context } from "./screens/context.ts";
import { SentTexts } from "./sent.ts";
import { PhoneSession } from "./session.ts";
import { ShownQrChannel, type ShownQrs } from "./shown.ts";
import { styles } from "./styles/index.ts";
import { phoneView } from "./view.ts";

const LOOK_EVERY_MS = 1500;
const TICK_MS = 1000;
/** Events after which the focus moves; events without a person's action never move it. */
const FOCUSING: ReadonlySet<Happening["type"]> = new Set(["went", "done", "sent", "refused", "answered"]);
const TYPING: ReadonlySet<Place["at"]> = new Set(["chat", "write", "paste", "code"]);
const NAMES: Readonly<Record<Language, string>> = { ru: "Русский", en: "English" };

export class LinekeeperPhone extends LitElement {
  static override styles = styles;
  static override properties = {
    language: { state: true },
    state: { state: true },
    shown: { state: true },
    now: { state: true },
    numberWrong: { state: true },
  };

  declare private language: Language;
  declare private state: State;
  declare private shown: ShownQrs;
  declare private now: Date;
  declare private numberWrong: boolean;

  readonly #session = new PhoneSession(
    {
      api: phoneApi,
      sent: (number) => new SentTexts(number, tabStorage()),
      readPicture: qrInPicture,
      copy: (text) => copy(text),
      now: () => Date.now(),
    },
    (event) => this.#happened(event),
  );
  #channel: ShownQrChannel | null = null;
  #timers: ReturnType<typeof setInterval>[] = [];
  #focusDue = false;

  constructor() {
    super();
    this.language = pageLanguage(location.search, navigator.languages);
    this.state = this.#session.state;
    this.shown = [];
    this.now = new Date();
    this.numberWrong = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#channel = new ShownQrChannel((shown) => {
      this.shown = shown;
      this.now = new Date();
    });
    this.#timers = [
      setInterval(() => (this.now = new Date()), TICK_MS),
      setInterval(() => {
        // A linking is followed, too: it may come to a passkey.
        if (document.visibilityState === "visible" && this.state.doing !== "waiting") void this.#session.look();
      }, LOOK_EVERY_MS),
    ];
    void this.#session.take(numberOf(new URLSearchParams(location.search).get("number") ?? ""));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#channel?.close();
    this.#timers.forEach(clearInterval);
  }

  override render(): TemplateResult {
    return html`
      <header>${this.#intro()}</header>
      <main aria-label=${speaker(this.language)("title")}>${this.#phone()}</main>
      <aside>${this.#story()}</aside>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("language")) {
      document.documentElement.lang = this.language;
      document.title = `${speaker(this.language)("title")} · Linekeeper`;
    }
    const talk = this.renderRoot.querySelector(".talk");
    if (talk !== null && changed.has("state")) talk.scrollTop = talk.scrollHeight;
    this.#focus();
  }

  #happened(event: Happening): void {
    const before = this.state;
    this.state = this.#session.state;
    // The passkey's panel lies over the screen, as a dialog of the phone.
    if (FOCUSING.has(event.type) || (isAsked(this.state) && !isAsked(before))) this.#focusDue = true;
    if (this.state.place.at === "camera" && before.place.at !== "camera") this.#channel?.ask();
    // A sent text is removed from its field, a refused one stays.
    if (event.type === "sent" && before.place.at === "chat")
      this.renderRoot.querySelector<HTMLFormElement>(".composer")?.reset();
  }

  /** Focuses the field on screens with input, else the heading. */
  #focus(): void {
    if (!this.#focusDue) return;
    this.#focusDue = false;
    const typing = TYPING.has(this.state.place.at) ? ".screen :is(input, textarea)" : "#heading";
    this.renderRoot.querySelector<HTMLElement>(isAsked(this.state) ? "#asked" : typing)?.focus();
  }

  #intro(): TemplateResult {
    const text = speaker(this.language);
    const open = submitting((value) => this.#open(value("number")));
    return html`
      <div class="languages" role="group" aria-label=${text("language")}>
        ${LANGUAGES.map(
          (language) =>
            html`<button
              class="quiet small"
              type="button"
              lang=${language}
              aria-pressed=${language === this.language}
              @click=${() => this.#speak(language)}
            >
              ${NAMES[language]}
            </button>`,
        )}
      </div>
      <h1>${text("title")}</h1>
      <p class="muted">${text("sandbox")}</p>
      <form class="picker" novalidate @submit=${open}>
        <label for="number">${text("numberLabel")}</label>
        <div class="pick">
          <input
            id="number"
            name="number"
            type="tel"
            inputmode="tel"
            autocomplete="off"
            maxlength="24"
            .value=${this.state.number ?? ""}
            aria-invalid=${this.numberWrong ? "true" : nothing}
            aria-describedby="number-hint number-error"
          />
          <button type="submit">${text("open")}</button>
        </div>
        <p id="number-hint" class="hint">${text("numberHint")}</p>
        <p id="number-error" class="field-error" role="alert">${this.numberWrong ? text("numberInvalid") : ""}</p>
      </form>
    `;
  }

  #phone(): TemplateResult {
    const { language, state, now, shown } = this;
    const text = speaker(language);
    if (state.number === null) {
      return html`<div class="device">
        <div class="glass locked">
          ${statusBar({ language, now })}
          <p class="empty muted">${text("noPhone")}</p>
        </div>
      </div>`;
    }
    const view = phoneView(
      state.phone ?? unlooked(state.number),
      state.sent,
      state.unread,
      { language, now },
      state.messages,
    );
    const context: Context = { state, view, language, now, shown, session: this.#session, text };
    return phoneFrame(context);
  }

  #story(): TemplateResult {
    const text = speaker(this.language);
    return html`
      <h2>${text("story")}</h2>
      <ol>
        <li>${text("story1")}</li>
        <li>${text("story2")}</li>
        <li>${text("story3")}</li>
        <li>${text("story4")}</li>
      </ol>
    `;
  }

  #open(typed: string): void {
    const number = numberOf(typed);
    this.numberWrong = number === null;
    if (number === null) return;
    history.replaceState(null, "", withParameters(location, { number }));
    void this.#session.take(number);
  }

  #speak(language: Language): void {
    this.language = language;
    history.replaceState(null, "", withParameters(location, { lang: language }));
  }
}

function unlooked(number: string): Phone {
  const none = { pushName: "", businessName: null, devices: [], texts: [] } as const;
  return { number, ...none, passkey: "off", passkeyLinking: null };
}

/** Returns the tab's storage; null where the browser denies access. */
function tabStorage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
