import assert from "node:assert/strict";
import test from "node:test";

import { RESTARTING, pause } from "../assets/onboarding/backoff.js";

test("pauses double up to fifteen seconds", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => pause(attempt, 0.5));
  assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

test("chance moves a pause by a fifth at most", () => {
  assert.deepEqual([pause(3, 0), pause(3, 1)].map(Math.round), [1600, 2400]);
});

test("a service that restarts is given a second, and pages come back spread over two more", () => {
  assert.deepEqual([pause(1, 0, RESTARTING), pause(1, 1, RESTARTING)], [1000, 3000]);
  assert.equal(pause(4, 0.5, RESTARTING), pause(4, 0.5));
});
