// What is said and offered after the failures whose ways out differ by their code.

import { expect, test } from "vitest";

import type { View } from "../src/view.ts";
import { Salon, connected, failure, liveQr, parked, picture, withCode, withQr } from "./salon.ts";

const offered = ({ alert }: View): unknown => [alert?.action?.name, alert?.action?.label, alert?.support];

test("a locked account is tried again by who has unlocked it, and is never reset", () => {
  const view = new Salon().sees(parked("ACCOUNT_LOCKED", "contact_support", { linked: true })).shows();
  expect(offered(view)).toEqual(["resume", "I did, try again", true]);
});

test("after a ban another number is linked, and nothing is there to reset", () => {
  const view = new Salon().sees(parked("BANNED", "contact_support")).shows();
  expect([...(offered(view) as unknown[]), view.canReset]).toEqual(["again", "Link another number", true, false]);
});

test("a replaced connection can be tried once more, but that is not the first thing to do", () => {
  const { alert } = new Salon().sees(parked("REPLACED", "contact_support", { linked: true })).shows();
  expect([alert?.action?.name, alert?.action?.primary, alert?.support]).toEqual(["resume", false, true]);
});

test("a line that was switched off on purpose is no alarm", () => {
  const { alert } = new Salon().sees(parked("DISCONNECTED", "retry", { linked: true })).shows();
  expect([alert?.tone, alert?.action?.label, alert?.reference, alert?.support]).toEqual([
    ...["info", "Switch it on", null, false],
  ]);
});

test("a salon that was never linked is not told that its connection is safe", () => {
  const text = (linked: boolean): string | undefined =>
    new Salon().sees(parked("CLIENT_OUTDATED", "none", { linked })).shows().alert?.text;
  expect(text(false)).toBe("We're updating the service. The salon can be linked in a while");
  expect(text(true)).toBe("CLIENT_OUTDATED in English");
});

test("what can be reset is offered in the menu, and only where there is something", () => {
  const resets = [
    [picture(), false],
    [withCode(), false],
    [parked("BANNED", "contact_support"), false],
    [parked("REMOVED_AFTER_LINK", "wait"), false],
    [connected(), true],
    [connected({ state: "reconnecting" }), true],
    [parked("TEMPORARILY_BANNED", "wait", { linked: true }), true],
    [parked("CREDENTIALS_CONFLICT", "reset"), true],
  ] as const;
  for (const [seen, canReset] of resets) {
    const { state, code } = seen.status;
    expect(new Salon().sees(seen).shows().canReset, `${state} ${code}`).toBe(canReset);
  }
});

test("damaged credentials are reset, and support can help", () => {
  expect(offered(new Salon().sees(parked("CREDENTIALS_CONFLICT", "reset")).shows())).toEqual([
    ...["reset", "Reset the connection", true],
  ]);
});

/** Picture of a pairing that another phone has answered than the one that was asked for. */
const wrong = (linkedPhone?: string) =>
  parked("WRONG_PHONE_LINKED", "retry", { linkedPhone } as Parameters<typeof parked>[2]);

test("after a wrong phone both numbers are named, and the other one can be linked", () => {
  const salon = new Salon({ asked: "+7 900 646-42-63" }).sees(withCode(), wrong("7916•••••48"));
  const { alert } = salon.shows();
  expect(alert?.text).toBe("+7 916 •••-••-48 was linked, but +7 900 646-42-63 was asked for. We unlinked it");
  expect(alert?.numbers).toEqual(expect.arrayContaining(["+7 916 •••-••-48", "+7 900 646-42-63"]));
  expect([alert?.action?.name, alert?.action?.label]).toEqual(["instead", "Link this one instead"]);
});

test("a wrong phone whose number is not told has the service's sentence", () => {
  const salon = new Salon({ asked: "+7 900 646-42-63" }).sees(withCode(), wrong());
  expect(salon.shows().alert?.text).toBe("WRONG_PHONE_LINKED in English");
});

test("a phone is sent to another screen for the QR, a computer shows it", () => {
  const salon = new Salon().sees(parked("LINKING_UNAVAILABLE", "use_qr"));
  expect(salon.showsIn({ onPhone: true }).alert?.action).toEqual({
    ...{ name: "elsewhere", label: "Show the QR on another screen", primary: true },
  });
  expect(salon.showsIn({ onPhone: false }).alert?.action?.name).toBe("qr");
  salon.happens({ type: "chosen", by: "qr" });
  expect(salon.showsIn({ onPhone: true }).alert?.action).toBeNull();
});

test("a QR that ran out is not called a code", () => {
  const over = parked("CODE_EXPIRED", "retry");
  expect(new Salon({ by: "qr" }).sees(withQr(), over).shows().alert?.text).toBe("The QR has run out");
  expect(new Salon().sees(withCode(), over).shows().alert?.text).toBe("Code expired");
  expect(new Salon({ by: "qr" }).sees(withQr()).hears(failure("CODE_EXPIRED")).shows().alert?.text).toBe(
    "Code expired",
  );
});

test("the number of the phone that has to scan it stands over the QR", () => {
  const beside = new Salon({ by: "qr", chosen: true }).sees(withCode({}, { liveQr })).shows();
  expect([beside.qr?.phone.text, beside.qr?.hasCode]).toEqual(["Scan the QR with the phone +7 900 646-42-63", true]);
  const alone = new Salon({ by: "qr" }).sees(withQr()).shows();
  expect([alone.qr?.phone.text, alone.qr?.hasCode]).toEqual(["", false]);
});
