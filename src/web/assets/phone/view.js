// What the phone's screen says about devices, texts and refusals. Pure.

import { displayedPhone } from "../shared/format.js";
import { say } from "./texts.js";

/** The simulator's refusals that have a sentence of their own. */
const REFUSALS = {
  bad_number: "bad_number",
  no_pairing: "no_pairing",
  wrong_code: "wrong_code",
  expired: "expired",
  too_many_tries: "too_many_tries",
  too_many_devices: "too_many_devices",
  companion_gone: "companion_gone",
  bad_qr: "bad_qr",
  no_device: "no_device",
  busy: "busy_phone",
};

/**
 * @param {"ru" | "en"} language
 * @param {{ error: string | null, message: string }} refusal
 */
export function refusalText(language, { error, message }) {
  if (error === null) return say(language, "unreachable");
  const key = Object.hasOwn(REFUSALS, error) ? REFUSALS[error] : null;
  return key === null ? say(language, "refused", { message }) : say(language, key);
}

/** A number as the simulator wants it: digits. Null for what is none. */
export function numberOf(text) {
  const digits = text.replace(/[\s+().-]/g, "");
  return /^\d{7,15}$/.test(digits) ? digits : null;
}

/** `14:05` today, `22.11, 14:05` before. */
export function momentText(language, seconds, now) {
  const time = new Date(seconds * 1000);
  const today = time.toDateString() === now.toDateString();
  const clock = { hour: "2-digit", minute: "2-digit" };
  const format = today ? clock : { ...clock, day: "2-digit", month: "2-digit" };
  return new Intl.DateTimeFormat(language === "ru" ? "ru-RU" : "en-GB", format).format(time);
}

/**
 * @param {object} phone the control API's picture of a phone
 * @param {{ language: "ru" | "en", now: Date }} setting
 */
export function phoneView(phone, { language, now }) {
  const text = (key, parameters) => say(language, key, parameters);
  const devices = (phone.devices ?? []).map((device) => {
    const lines = [
      text(device.online ? "online" : "offline"),
      text("linkedAt", { time: momentText(language, device.linkedAt, now) }),
    ];
    if (device.queued > 0) lines.push(text("queued", { count: String(device.queued) }));
    const name = device.platform || device.device;
    return { id: device.device, name, online: device.online === true, details: lines.join(" · ") };
  });
  const received = (phone.texts ?? []).map((one) => ({
    id: one.id,
    from: displayedPhone(one.from),
    text: one.text,
    time: momentText(language, one.at, now),
  }));
  return {
    name: phone.businessName || phone.pushName || "",
    number: displayedPhone(phone.number),
    devices,
    texts: received.reverse(),
  };
}
