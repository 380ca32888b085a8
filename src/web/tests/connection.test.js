import assert from "node:assert/strict";
import test from "node:test";

import { Connection } from "../assets/onboarding/connection.js";

/** A browser with sockets, time and timers under the test's control. */
function world() {
  const made = { now: 0, sockets: [], timers: new Map(), events: [], proves: true };
  const record = (event) => made.events.push(event);
  made.listener = {
    connecting: () => record("connecting"),
    opened: () => record("opened"),
    received: (text) => (record(text), made.proves),
    closed: (retryAt) => record(`closed, again at ${retryAt}`),
  };
  made.browser = {
    now: () => made.now,
    chance: () => 0.5,
    later: (step, ms) => (made.timers.set(step, ms), step),
    never: (timer) => made.timers.delete(timer),
    open: (address) => {
      const socket = { address, sent: [], closed: false, send: (text) => socket.sent.push(text), close: () => (socket.closed = true) };
      made.sockets.push(socket);
      return socket;
    },
  };
  made.connection = new Connection("ws://here/ws", made.listener, made.browser);
  made.last = () => made.sockets.at(-1);
  made.fire = () => {
    const [[step, ms]] = made.timers;
    made.timers.delete(step);
    made.now += ms;
    step();
    return ms;
  };
  return made;
}

test("a lost line is opened again, each time later", () => {
  const it = world();
  it.connection.start();
  const waits = [];
  for (let round = 0; round < 4; round += 1) {
    it.last().onclose({ code: 1006 });
    waits.push(it.fire());
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000]);
  assert.equal(it.sockets.length, 5);
});

test("a line that proved to work starts the pauses over", () => {
  const it = world();
  it.connection.start();
  it.last().onclose({ code: 1006 });
  it.fire();
  it.last().onclose({ code: 1006 });
  it.fire();
  it.last().onopen();
  it.last().onmessage({ data: "{}" });
  it.last().onclose({ code: 1006 });
  assert.equal(it.fire(), 500);
});

test("a line that opens and says only that it fails does not start the pauses over", () => {
  const it = world();
  it.proves = false;
  it.connection.start();
  for (const wait of [500, 1000, 2000]) {
    it.last().onopen();
    it.last().onmessage({ data: "{}" });
    it.last().onclose({ code: 1013 });
    assert.equal(it.fire(), wait);
  }
});

test("after a restart of the service it waits a little longer", () => {
  const it = world();
  it.connection.start();
  it.last().onopen();
  it.last().onmessage({ data: "{}" });
  it.last().onclose({ code: 1012 });
  assert.equal(it.events.at(-1), "closed, again at 2000");
});

test("start does nothing while a line is open, and does not wait while one is awaited", () => {
  const it = world();
  it.connection.start();
  it.connection.start();
  assert.equal(it.sockets.length, 1);
  it.last().onclose({ code: 1006 });
  it.connection.start();
  assert.equal(it.sockets.length, 2);
  assert.equal(it.timers.size, 0);
});

test("a silent line is asked, then given up and opened again", () => {
  const it = world();
  it.connection.start();
  it.last().onopen();
  it.now = 20_001;
  it.connection.check();
  assert.deepEqual(it.last().sent, ['{"type":"ping"}']);
  it.now = 35_001;
  const dead = it.last();
  it.connection.check();
  assert.ok(dead.closed);
  it.fire();
  assert.equal(it.sockets.length, 2);
});

test("an attempt that leads nowhere is given up", () => {
  const it = world();
  it.connection.start();
  it.now = 15_001;
  it.connection.check();
  assert.ok(it.last().closed);
  assert.equal(it.timers.size, 1);
});

test("nothing is sent before the line is open or after it was lost", () => {
  const it = world();
  it.connection.start();
  assert.equal(it.connection.send({ type: "ping" }), false);
  it.last().onopen();
  assert.equal(it.connection.send({ type: "ping" }), true);
  it.last().onclose({ code: 1006 });
  assert.equal(it.connection.send({ type: "ping" }), false);
});
