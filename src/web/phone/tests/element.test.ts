// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { LinekeeperPhone } from "../src/element.ts";
import { CHANNEL } from "../src/shown.ts";
import { NUMBER, phone } from "./pieces.ts";

customElements.define("linekeeper-phone", LinekeeperPhone);

let page: LinekeeperPhone;

const found = (selector: string): HTMLElement => {
  const element = page.renderRoot.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`no ${selector}`);
  return element;
};
const press = async (name: string): Promise<void> => {
  const buttons = [...page.renderRoot.querySelectorAll("button")];
  const said = (button: HTMLElement): string => button.getAttribute("aria-label") ?? button.textContent?.trim() ?? "";
  const button = buttons.find((one) => said(one) === name);
  if (button === undefined) throw new Error(`no button ${name}`);
  button.click();
  await page.updateComplete;
};

beforeEach(async () => {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(phone())));
  history.replaceState(null, "", `/sandbox/phone?number=${NUMBER}&lang=en`);
  page = new LinekeeperPhone();
  document.body.append(page);
  await vi.waitFor(() => expect(page.renderRoot.querySelector(".rows")).not.toBeNull());
});

afterEach(() => {
  page.remove();
  vi.unstubAllGlobals();
});

test("the way to the code is the one that the linking page tells, and its field has the focus", async () => {
  await press("Linked devices");
  await press("Link a device");
  await press("Link with phone number instead");
  expect(found("#heading").textContent).toBe("Link with phone number instead");
  expect((page.renderRoot as ShadowRoot).activeElement?.id).toBe("code");
});

test("the language changes at once and is kept in the address", async () => {
  await press("Русский");
  expect(found("#heading").textContent).toBe("Чаты");
  expect(document.documentElement.lang).toBe("ru");
  expect(document.title).toBe("Виртуальный телефон · Linekeeper");
  expect(location.search).toBe(`?number=${NUMBER}&lang=ru`);
});

test("the camera sees the QR of another tab", async () => {
  const other = new BroadcastChannel(CHANNEL);
  await press("Linked devices");
  await press("Link a device");
  other.postMessage({ type: "qr", company: "salon-1", text: "2@a", expiresAt: Date.now() + 20_000 });
  await vi.waitFor(() => expect(found(".qr").getAttribute("aria-label")).toBe("Scan the QR of salon-1"));
  other.close();
});
