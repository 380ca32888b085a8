// @vitest-environment happy-dom

import type { ChangeStatus, Status } from "@linekeeper/client";
import { render } from "lit";
import { afterEach, beforeEach, expect, test } from "vitest";

import { choose } from "../src/language.ts";
import { endOf } from "../src/model/change.ts";
import { isPossible } from "../src/model/session-actions.ts";
import { overlaid } from "../src/model/standing.ts";
import { changeSection } from "../src/parts/change.ts";
import { cells } from "../src/parts/row.ts";
import { sayChange } from "../src/texts/change.ts";
import { company, row } from "./rows.ts";

const NOW = Date.UTC(2026, 10, 29);
const at = (ms: number): string => new Date(NOW + ms).toISOString();

function change(fields: Partial<ChangeStatus> = {}): ChangeStatus {
  const common = { state: "pairing_code_sent", method: "code", maskedPhone: "7916•••••48", since: at(0) } as const;
  return { ...common, phoneAnswered: false, ...fields };
}

function status(fields: Partial<Status> = {}): Status {
  const { restarts: _, ...more } = row("997441", { phoneNumber: "7900•••••63" });
  return { ...more, ...fields };
}

/** Returns the text of a template, and its element. */
function rendered(template: unknown): { text: string; root: HTMLElement } {
  const root = document.createElement("div");
  render(template, root);
  return { text: root.textContent!.replace(/\s+/g, " ").trim(), root };
}

function shownRow(fields: Parameters<typeof row>[1]): { text: string; root: HTMLElement } {
  const live = row("997441", { phoneNumber: "7900•••••63", ...fields });
  return rendered(cells(overlaid(company("997441"), live), NOW));
}

beforeEach(() => choose("en"));
afterEach(() => choose("ru"));

test("a change has ended with another number, or was cancelled", () => {
  const before = status({ change: change() });
  expect(endOf(before, status({ change: change({ state: "connecting" }) }))).toBeNull();
  expect(endOf(before, status({ phoneNumber: "7916•••••48", change: null }))).toBe("changed");
  expect(endOf(before, status({ change: null }))).toBe("kept");
  expect(endOf(before, status({ change: change({ state: "failed" }) }))).toBeNull();
  expect(endOf(before, status({ linked: false, change: null }))).toBeNull();
  expect(endOf(status(), status())).toBeNull();
  expect(endOf(undefined, status())).toBeNull();
});

test("numbers that look alike do not tell how a change has ended", () => {
  const before = status({ change: change({ maskedPhone: "7900•••••63" }) });
  expect(endOf(before, status({ change: null }))).toBeNull();
});

test("a change can be cancelled, one that failed be hidden, a finished one neither", () => {
  const states = ["creating", "connecting", "failed", "logging_out"] as const;
  const possible = states.map((state) => isPossible("cancelPairing", status({ change: change({ state }) })));
  expect(possible).toEqual([true, true, true, false]);
});

test("a row has a mark and the progress of a change under way", () => {
  const { text, root } = shownRow({ change: change() });
  expect(root.querySelector(".changes")?.getAttribute("aria-label")).toBe("The number is changing to +7 916 •••-••-48");
  expect(text).toMatch(/Change of number ?code or QR on the screen/);
  const unknown = shownRow({ change: change({ maskedPhone: null, method: "qr" }) });
  expect(unknown.root.querySelector(".changes")?.getAttribute("aria-label")).toBe("The number is changing");
});

test("a row of a change that is over has no mark, but says how it ended", () => {
  const failed = shownRow({ change: change({ state: "failed", code: "CODE_EXPIRED" }) });
  expect([failed.root.querySelector(".changes"), failed.text.includes("failed: CODE_EXPIRED")]).toEqual([null, true]);
  const parked = shownRow({ state: "error", code: "BANNED", change: change() });
  expect([parked.text.includes("BANNED"), parked.text.includes("Change of number")]).toEqual([true, false]);
  expect(shownRow({}).text).not.toContain("Change of number");
});

test("the status shows the change beside the line", () => {
  const section = changeSection(status({ change: change({ expiresAt: at(65_000), correlationId: "change-1" }) }), NOW);
  const { text } = rendered(section);
  expect(text).toMatch(
    /Works now \+7 900 •••-••-63 Takes its place \+7 916 •••-••-48 Progress code or QR on the screen/,
  );
  expect(text).toMatch(/Code valid for 1:05.*change-1/);
  expect(rendered(changeSection(status(), NOW)).text).toBe("");
});

test("a failed change says why", () => {
  const message = { ru: "Код истёк", en: "Code expired" };
  const failed = change({ state: "failed", code: "CODE_EXPIRED", message });
  expect(rendered(changeSection(status({ change: failed }), NOW)).text).toMatch(/Code expired CODE_EXPIRED.*failed/);
  choose("ru");
  expect(rendered(changeSection(status({ change: failed }), NOW)).text).toMatch(/Код истёк CODE_EXPIRED.*не удалась/);
});

test("an old device is shown with the next attempt", () => {
  const oldDevice = { maskedPhone: "7900•••••63", since: at(-180_000), nextAttemptAt: at(59_000) };
  const left = change({ state: "logging_out", method: null, maskedPhone: "7900•••••63", oldDevice });
  const { text } = rendered(changeSection(status({ phoneNumber: "7916•••••48", change: left }), NOW));
  expect(text).toMatch(/Device to unlink \+7 900 •••-••-63 ?not unlinked for 3 min.*Next attempt in 0:59/);
  expect(text).toContain("Linked devices");
  const trying = { ...left, oldDevice: { ...oldDevice, nextAttemptAt: null } };
  expect(rendered(changeSection(status({ change: trying }), NOW)).text).toContain("Next attempt now");
});

test("a state of a newer service keeps its name", () => {
  expect(sayChange("dancing" as ChangeStatus["state"])).toBe("dancing");
});
