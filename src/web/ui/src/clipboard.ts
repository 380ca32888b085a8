// Copying to the clipboard, also on pages without HTTPS, where browsers hide the Clipboard API.

/**
 * Copies a text to the clipboard.
 * @param near an element of the place that has the focus: nothing outside of a modal dialog can be selected
 * @returns whether the text is in the clipboard
 */
export async function copy(text: string, near: Element | null = null): Promise<boolean> {
  if (navigator.clipboard !== undefined && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Permission was refused: copying by selection may still work.
    }
  }
  return copyBySelection(text, near);
}

function copyBySelection(text: string, near: Element | null): boolean {
  const root = near?.getRootNode();
  const focused = root instanceof ShadowRoot ? root.activeElement : document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.style.position = "fixed";
  field.style.opacity = "0";
  (near?.closest("dialog[open]") ?? document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
