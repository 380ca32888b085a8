// @vitest-environment happy-dom
/// <reference types="node" />

import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";

import { choose } from "../src/language.ts";
import { whatToDo } from "../src/parts/status.ts";
import { MEANINGS } from "../src/texts/codes.ts";
import { authorOf, headlineOf, isKnown } from "../src/texts/events.ts";
import type { SessionEvent } from "../src/types.ts";

/** Match arms in the domain crate that map a variant to its name. */
const ARM = /^\s+Self::\w+(?: \{ \.\. \}|\((?:_|\.\.)\))? => "([a-z_]+)",$/gm;

const span = (ms: number): string => `${ms / 1000} s`;

function told(more: Partial<SessionEvent>): string {
  choose("en");
  const event = { event: "connected", reason: null, to: null, ...more } as SessionEvent;
  const { what, more: rest } = headlineOf(event, span);
  return rest === "" ? what : `${what}, ${rest}`;
}

afterEach(() => choose("ru"));

describe("texts", () => {
  test("every code of the catalogue has its meaning in both languages, the English one as it is there", () => {
    const page = readFileSync(path.join(import.meta.dirname, "../../../../docs/failures.md"), "utf8");
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| \d+ \| (.*?) \|/gm)];
    expect(rows.length).toBeGreaterThan(20);
    for (const [, code, meaning] of rows) {
      expect(MEANINGS[code!]?.en, code).toBe(meaning);
      expect(MEANINGS[code!]?.ru, code).toMatch(/[а-я]/);
    }
  });

  test("everything the service writes into the journal has words", () => {
    const names = [
      "src/domain/session/event.rs",
      "src/domain/session/effect.rs",
      "src/domain/link_end_reason.rs",
      "actors/session/messages.rs",
    ].flatMap((file) => [...readFileSync(path.join(import.meta.dirname, "../../../..", file), "utf8").matchAll(ARM)]);
    const records = readFileSync(
      path.join(import.meta.dirname, "../../../../actors/supervisor/request_journal.rs"),
      "utf8",
    );
    const written = [...names, ...records.matchAll(/event: "([a-z_]+)"/g)].map(([, name]) => name!);
    expect(written.length).toBeGreaterThan(50);
    expect(written.filter((name) => !isKnown(name))).toEqual([]);
  });

  test("an event of a change of the number is not taken for one of the line", () => {
    const states = "creating waiting_for_pairing_code pairing_code_sent connecting connected reconnecting idle error";
    const events = "passkey_required phone_answered code_dead pairing_refused settings_delayed";
    const names = `${states} ${events}`.split(" ").map((name) => `change_${name}`);
    expect(names.filter((name) => !isKnown(name))).toEqual([]);
    const connected = { event: "change_connected", to: "connected", reason: "connected: code" } as const;
    expect(told(connected)).toBe("Change of number: the new phone is connected, by code");
    expect(told({ event: "change_error", to: "error", reason: "timer: code_expiry" })).toBe(
      "The change of number failed, A timer fired, the code expired",
    );
    expect(told({ event: "change_phone_answered", to: "pairing_code_sent", reason: "phone_answered" })).toBe(
      "Change of number: the phone answered",
    );
    expect(told({ event: "change_paired" })).toBe("Change of number: The phone was linked");
    expect(told({ event: "number_changed", reason: "from 7900•••••63 to 7916•••••67" })).toBe(
      "New number, +7 900 •••-••-63 → +7 916 •••-••-67",
    );
  });

  test("what a newer service wants of people is left out", () => {
    choose("en");
    expect(whatToDo("wait")).toMatch(/^ · \w/);
    expect(whatToDo("change_number")).toBe(" · Confirm the change of number");
    expect(whatToDo("dance" as never)).toBe("");
  });

  test("a transition is told by why it was made", () => {
    expect(told({ event: "reconnecting", to: "reconnecting", reason: "ended: network" })).toBe(
      "The connection ended, network",
    );
    expect(told({ event: "error", to: "error", reason: "timer: code_expiry" })).toBe("A timer fired, the code expired");
    expect(told({ event: "connected", to: "connected", reason: "connected" })).toBe("Connected to WhatsApp");
  });

  test("a deed is told by its name, with what it was about", () => {
    expect(told({ event: "pairing_requested", reason: "qr" })).toBe("Pairing requested, by QR");
    expect(told({ event: "crashed", reason: "starts again in 3000 ms" })).toBe(
      "The session crashed, starts again in 3 s",
    );
    expect(told({ event: "onboarding_link_made", reason: "link:k3m9" })).toBe("Onboarding link made, link k3m9");
    expect(told({ event: "reset_requested" })).toBe("Reset requested");
  });

  test("what is not known is shown as it was written", () => {
    expect(told({ event: "moonwalk", reason: "because: of this" })).toBe("moonwalk, because: of this");
    expect(told({ event: "toString" })).toBe("toString");
  });

  test("says who, and as whom", () => {
    choose("en");
    expect(authorOf({ actor: "api", principal: "key:k3m9" })).toBe("API, key k3m9");
    expect(authorOf({ actor: "client", principal: "visit:k3m9" })).toBe("Dashboard, operator k3m9");
    expect(authorOf({ actor: "whatsapp", principal: null })).toBe("WhatsApp");
    expect(authorOf({ actor: "api", principal: "robot:1" })).toBe("API, robot:1");
  });
});
