// A passkey of rpId `whatsapp.com` in a virtual authenticator, and what must be true of an assertion by it.
import { type KeyObject, createHash, generateKeyPairSync, randomBytes, verify } from "node:crypto";

import { type CDPSession, type Page, expect } from "@playwright/test";

const RP_ID = "whatsapp.com";

/** How the person behind the authenticator behaves. */
export type Person = "confirms" | "hesitates" | "is someone else";

/** Authenticator of a tab. */
export interface Authenticator {
  session: CDPSession;
  /** Lets the person who hesitates confirm the next question. */
  decide: () => Promise<unknown>;
}

export class Passkey {
  readonly id = randomBytes(32);
  readonly #userHandle = randomBytes(16);
  readonly #publicKey: KeyObject;
  readonly #privateKey: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  /** The public half, as the simulator takes it. */
  get credential(): { id: string; publicKey: string } {
    const publicKey = this.#publicKey.export({ type: "spki", format: "der" }).toString("base64url");
    return { id: this.id.toString("base64url"), publicKey };
  }

  /** Gives a tab an authenticator with this passkey. */
  async plugInto(page: Page, person: Person = "confirms"): Promise<Authenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable", { enableUI: false });
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: person !== "is someone else",
        automaticPresenceSimulation: person !== "hesitates",
      },
    });
    await session.send("WebAuthn.addCredential", {
      authenticatorId,
      credential: {
        credentialId: this.id.toString("base64"),
        isResidentCredential: true,
        rpId: RP_ID,
        privateKey: this.#privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
        userHandle: this.#userHandle.toString("base64"),
        signCount: 1,
      },
    });
    const enough = { authenticatorId, enabled: true };
    return { session, decide: () => session.send("WebAuthn.setAutomaticPresenceSimulation", enough) };
  }

  /** Verifies an assertion as WhatsApp would: form, challenge, origin, rpId, user verified, signature. */
  expectAssertion(json: string, challenge: string): void {
    const assertion = JSON.parse(json);
    expect(Object.keys(assertion)).toEqual(["id", "rawId", "type", "response"]);
    expect(assertion).toMatchObject({ id: this.id.toString("base64url"), type: "public-key" });
    expect(assertion.rawId).toBe(assertion.id);
    expect(assertion.response.userHandle).toBe(this.#userHandle.toString("base64url"));
    const [client, data, signature] = ["clientDataJSON", "authenticatorData", "signature"].map((name) =>
      Buffer.from(assertion.response[name], "base64url"),
    ) as [Buffer, Buffer, Buffer];
    expect(JSON.parse(client.toString())).toMatchObject({
      type: "webauthn.get",
      challenge,
      origin: "https://web.whatsapp.com",
    });
    expect(data.subarray(0, 32)).toEqual(createHash("sha256").update(RP_ID).digest());
    const [present, verified] = [0x01, 0x04];
    expect(data[32]! & (present | verified)).toBe(present | verified);
    const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
    expect(verify("sha256", signed, this.#publicKey, signature), "the signature").toBe(true);
  }
}
