// The way without the extension: a text for the console of https://web.whatsapp.com, which support staff paste there.

import { WHATSAPP_ORIGIN } from "./assertion.ts";
import { PasskeyError } from "./error.ts";
import { requestOptions } from "./options.ts";

/**
 * Builds the text. It asks for the assertion of these options, copies the assertion's JSON and prints it.
 * @param optionsJson request options, as WhatsApp sends them
 * @throws {PasskeyError} `invalid-request` unless they are of the exact form, so that nothing else gets into the text
 */
export function manualSnippet(optionsJson: string): string {
  const options = requestOptions(optionsJson);
  if (options === null) throw new PasskeyError("invalid-request");
  return `(async (copyText) => {
  if (location.origin !== "${WHATSAPP_ORIGIN}") throw new Error("Open ${WHATSAPP_ORIGIN} and run this there");
  const options = ${JSON.stringify(options)};
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const { id, rawId, type, response } = (await navigator.credentials.get({ publicKey })).toJSON();
  const { clientDataJSON, authenticatorData, signature, userHandle = null } = response;
  const signed = { clientDataJSON, authenticatorData, signature, userHandle };
  const assertion = JSON.stringify({ id, rawId, type, response: signed });
  copyText?.(assertion);
  console.log(assertion);
})(typeof copy === "function" ? copy : undefined);
`;
}
