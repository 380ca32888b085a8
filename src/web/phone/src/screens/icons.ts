// Icons used by the virtual phone only.

import { svg } from "lit";
import type { Drawing } from "@linekeeper/ui/icons.ts";

export const chatIcon: Drawing = () =>
  svg`<path d="M4 12a7.5 7.5 0 0 1 7.5-7.5h1A7.5 7.5 0 0 1 20 12a7.5 7.5 0 0 1-7.5 7.5H4.5l1.7-3A7.5 7.5 0 0 1 4 12"/><path d="M9 12h.01M12 12h.01M15 12h.01"/>`;
export const devicesIcon: Drawing = () =>
  svg`<rect x="3" y="5" width="13" height="10" rx="1.5"/><path d="M2.5 19h8.5"/><rect x="14.5" y="10" width="6.5" height="10" rx="1.5"/>`;
export const profileIcon: Drawing = () => svg`<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`;
export const penIcon: Drawing = () =>
  svg`<path d="m5 19 .8-3.7L16.3 4.8a1.8 1.8 0 0 1 2.9 2.9L8.7 18.2zM14.5 6.5l3 3"/>`;
export const sendIcon: Drawing = () => svg`<path d="M4.5 5 20 12 4.5 19l2-7zM6.5 12H12"/>`;
export const pictureIcon: Drawing = () =>
  svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><circle cx="9" cy="10" r="1.5"/><path d="m4 17 5-4 3.5 2.5 3-2.5 4.5 3.5"/>`;
export const pasteIcon: Drawing = () =>
  svg`<rect x="5.5" y="4.5" width="13" height="16" rx="2"/><path d="M9 4.5V3.5h6v2.5H9zM9 11h6M9 15h4"/>`;
export const keypadIcon: Drawing = () =>
  svg`<path d="M5 6h.01M12 6h.01M19 6h.01M5 12h.01M12 12h.01M19 12h.01M5 18h.01M12 18h.01M19 18h.01"/>`;
export const laptopIcon: Drawing = () =>
  svg`<rect x="4.5" y="5" width="15" height="10.5" rx="1.5"/><path d="M2.5 19h19"/>`;
export const noteIcon: Drawing = () => svg`<path d="M6.5 3.5h11v17l-5.5-4-5.5 4z"/>`;
