// Plays the owner who asks for a code.

import type { DemoElement } from "./element.ts";

/** Frames of the screen within which the field is there. */
const PATIENCE = 600;

/** Types the number and asks for its code. */
export async function askForCode(element: DemoElement): Promise<void> {
  const field = await numberField(element);
  if (field === null) return;
  field.value = "+7 900 646-42-63";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await element.updateComplete;
  field.form?.requestSubmit();
}

/** Waits for the field, which the service's answer brings; null where the element is gone before. */
async function numberField(element: DemoElement): Promise<HTMLInputElement | null> {
  for (let frames = 0; frames < PATIENCE && element.isConnected; frames += 1) {
    const found = element.shadowRoot?.querySelector<HTMLInputElement>("#number");
    if (found) return found;
    await new Promise(requestAnimationFrame);
  }
  return null;
}
