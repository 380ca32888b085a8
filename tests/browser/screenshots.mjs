// Packs screenshots of the last run for the README: `npm run screenshots`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import { PNG } from "pngjs";

const CHOSEN = {
  "onboarding-code": "onboarding-code",
  "onboarding-qr": "onboarding-qr",
  "dashboard-sessions": "dashboard-sessions",
  "dashboard-session": "dashboard-session",
};
const LIMIT = 150_000;

const shots = new URL("shots/", import.meta.url);
const target = new URL("../../docs/screenshots/", import.meta.url);
mkdirSync(target, { recursive: true });
for (const [shot, name] of Object.entries(CHOSEN)) {
  const picture = PNG.sync.read(readFileSync(new URL(`${shot}.png`, shots)));
  // No transparency, and no filter, which large even areas do not need.
  const packed = PNG.sync.write(picture, {
    colorType: 2,
    inputHasAlpha: true,
    deflateLevel: 9,
    deflateStrategy: 0,
    filterType: 0,
  });
  if (packed.length > LIMIT) throw new Error(`${name}.png has ${packed.length} bytes`);
  writeFileSync(new URL(`${name}.png`, target), packed);
  console.log(`${String(packed.length).padStart(7)}  docs/screenshots/${name}.png`);
}
