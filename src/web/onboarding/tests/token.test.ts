import { expect, test } from "vitest";

import { linkOf } from "../src/hosted/token.ts";

const CLAIMS = { aud: "linekeeper-onboarding", sub: "997441", jti: "link-1", exp: 1_900_000_000 };

/** Creates a token like the service's; the page cannot verify its signature. */
function tokenOf(claims: object): string {
  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encoded({ alg: "HS256", typ: "JWT", kid: "1" })}.${encoded(claims)}.c2lnbmF0dXJl`;
}

const hashOf = (token: string): string => `#token=${token}`;
const claiming = (changes: object): unknown => linkOf(hashOf(tokenOf({ ...CLAIMS, ...changes })));

test("a token says whose link it is", () => {
  const token = tokenOf(CLAIMS);
  expect(linkOf(hashOf(token))).toEqual({ token, company: "997441", shortPath: null });
  expect(linkOf(`#by=x&token=${token}&z`)?.company).toBe("997441");
});

test("a token is read whatever its bytes are, in the alphabet of addresses", () => {
  const token = tokenOf({ ...CLAIMS, note: "салон ???>>>~~~" });
  expect(token.split(".")[1]).toMatch(/[-_]/);
  expect(linkOf(hashOf(token))?.company).toBe("997441");
});

test("a token that is over is a token: the service decides whether it counts", () => {
  expect(claiming({ exp: 1 })).toMatchObject({ company: "997441" });
});

test("without a token there is no link", () => {
  for (const hash of ["", "#", "#token", "#token=", "#TOKEN=a.b.c", `#${tokenOf(CLAIMS)}`])
    expect(linkOf(hash), hash).toBeNull();
});

test("what is no token is no link", () => {
  const [header, payload, signature] = tokenOf(CLAIMS).split(".") as [string, string, string];
  const encoded = (text: string): string => Buffer.from(text).toString("base64url");
  const latin = Buffer.from(JSON.stringify({ ...CLAIMS, note: "\u00ff" }), "latin1").toString("base64url");
  const garbage = [
    ...["a", "a.b", "a.b.c", "a.b.c.d", "..", "%", "%00.%00.%00"],
    ...[
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `.${payload}.${signature}`,
      `${header}.${payload}.${signature}.`,
    ],
    ...[
      `${header}.${payload.slice(0, -7)}.${signature}`,
      `${header}. ${payload}.${signature}`,
      `${header}.${payload}=.${signature}`,
    ],
    `${header}.${payload}.${"s".repeat(8192)}`,
    ...["", "null", "5", '"997441"', "[]", "{}", "{", "салон"].map((text) => `${header}.${encoded(text)}.${signature}`),
    `${header}.${latin}.${signature}`,
  ];
  for (const token of garbage) expect(linkOf(hashOf(token)), token).toBeNull();
});

test("claims that are missing or of another kind make no link", () => {
  const wrong = [
    ...["", "a b", "../etc", "салон", "x".repeat(65), 997441, null, ["997441"], undefined].map((sub) => ({ sub })),
    ...["", "linekeeper", ["linekeeper-onboarding"], undefined].map((aud) => ({ aud })),
    ...["1900000000", 1.5, null, 1e300, undefined].map((exp) => ({ exp })),
    ...["", 7, undefined].map((jti) => ({ jti })),
  ];
  for (const changes of wrong) expect(claiming(changes), JSON.stringify(changes)).toBeNull();
});

test("a link may tell the short address that leads to it", () => {
  const short = (code: string): string | null | undefined =>
    linkOf(`${hashOf(tokenOf(CLAIMS))}&short=${code}`)?.shortPath;
  expect(short("Ab3_-xyz9")).toBe("/l/Ab3_-xyz9");
  for (const code of ["", "short", "../admin", "a%2Fbcdefgh", "x".repeat(65)]) expect(short(code), code).toBeNull();
});
