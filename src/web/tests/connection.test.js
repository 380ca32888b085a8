import assert from "node:assert/strict";
import test from "node:test";

import { Connection } from "../assets/onboarding/connection.js";

/** A browser with sockets, time and timers under the test's control. */
function world() {
  const made = { now: 0, sockets: [], timers: new Map(), events: [], greetings: 0 };
  const record = (event) => made.events.push(event);
  made.listener = {
    connecting: () => record("connecting"),
    greeting: () => ({ type: "authenticate", requestId: String((made.greetings += 1)) }),
    received: (text) => (record(text), JSON.parse(text).meaning ?? null),
    closed: (retryAt) => record(`closed, again at ${retryAt}`),
    turnedAway: ({ code, reason }) => record(`turned away, ${code} ${reason}`),
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
  made.hears = (meaning) => made.last().onmessage({ data: JSON.stringify({ meaning }) });
  made.comesIn = () => {
    made.last().onopen();
    made.hears("welcome");
  };
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
  it.comesIn();
  it.hears("proof");
  it.last().onclose({ code: 1006 });
  assert.equal(it.fire(), 500);
});

test("a line that opens and says only that it fails does not start the pauses over", () => {
  for (const code of [1013, 1008]) {
    const it = world();
    it.connection.start();
    for (const wait of [500, 1000, 2000]) {
      it.comesIn();
      it.hears(null);
      it.last().onclose({ code });
      assert.equal(it.fire(), wait);
    }
  }
});

test("after a restart of the service it waits a little longer", () => {
  const it = world();
  it.connection.start();
  it.comesIn();
  it.hears("proof");
  it.last().onclose({ code: 1012 });
  assert.equal(it.events.at(-1), "closed, again at 2000");
});

test("each line says first of all who we are, and nothing else before we are let in", () => {
  const it = world();
  it.connection.start();
  for (const id of ["1", "2"]) {
    assert.equal(it.connection.send({ type: "request-qr" }), false);
    it.last().onopen();
    assert.equal(it.connection.send({ type: "request-qr" }), false);
    it.now += 14_000;
    it.connection.check();
    assert.deepEqual(it.last().sent, [`{"type":"authenticate","requestId":"${id}"}`]);
    it.hears("welcome");
    assert.equal(it.connection.send({ type: "request-qr" }), true);
    assert.equal(it.last().sent.at(-1), '{"type":"request-qr"}');
    it.last().onclose({ code: 1006 });
    it.fire();
  }
});

test("a token that does not count ends the line: whatever wakes the page up, there is no other", () => {
  for (const code of [4401, 4403]) {
    for (const letIn of [true, false]) {
      const it = world();
      it.connection.start();
      if (letIn) it.comesIn();
      else it.last().onopen();
      it.last().onclose({ code, reason: "why" });
      assert.equal(it.events.at(-1), `turned away, ${code} why`);
      it.connection.start();
      it.now += 60_000;
      it.connection.check();
      it.connection.start();
      assert.deepEqual([it.sockets.length, it.timers.size, it.connection.send({})], [1, 0, false]);
    }
  }
});

test("a service that cannot let us in now is left and asked again later", () => {
  const it = world();
  it.connection.start();
  for (const wait of [500, 1000, 2000]) {
    it.last().onopen();
    const line = it.last();
    it.hears("later");
    assert.ok(line.closed);
    assert.deepEqual([line.onmessage, line.onclose], [null, null]);
    assert.equal(it.fire(), wait);
  }
});

test("once we are let in, a refused request does not cost the line", () => {
  const it = world();
  it.connection.start();
  it.comesIn();
  it.hears("later");
  assert.equal(it.last().closed, false);
  assert.equal(it.connection.send({ type: "ping" }), true);
});

test("a line that is stopped is not heard of any more, and does not come back", () => {
  const it = world();
  it.connection.start();
  it.comesIn();
  const line = it.last();
  it.connection.stop();
  assert.ok(line.closed);
  assert.deepEqual([line.onopen, line.onmessage, line.onclose], [null, null, null]);
  it.connection.start();
  assert.deepEqual([it.sockets.length, it.connection.send({})], [1, false]);
});

test("a line that waits to come back is stopped too", () => {
  const it = world();
  it.connection.start();
  it.last().onclose({ code: 1006 });
  it.connection.stop();
  assert.deepEqual([it.timers.size, it.sockets.length], [0, 1]);
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
  it.comesIn();
  it.now = 20_001;
  it.connection.check();
  assert.deepEqual(it.last().sent.slice(1), ['{"type":"ping"}']);
  it.now = 35_001;
  const dead = it.last();
  it.connection.check();
  assert.ok(dead.closed);
  it.fire();
  assert.equal(it.sockets.length, 2);
});

test("an attempt that leads nowhere is given up, opened or not", () => {
  for (const opens of [false, true]) {
    const it = world();
    it.connection.start();
    if (opens) it.last().onopen();
    it.now = 15_001;
    it.connection.check();
    assert.ok(it.last().closed);
    assert.equal(it.timers.size, 1);
  }
});

test("nothing is sent before we are let in or after the line was lost", () => {
  const it = world();
  it.connection.start();
  assert.equal(it.connection.send({ type: "ping" }), false);
  it.comesIn();
  assert.equal(it.connection.send({ type: "ping" }), true);
  it.last().onclose({ code: 1006 });
  assert.equal(it.connection.send({ type: "ping" }), false);
});
