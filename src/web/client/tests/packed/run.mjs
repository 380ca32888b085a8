// What a program in Node sees: the exported names, and a line that follows the service's refusal to answer.
import * as client from "@linekeeper/client";

const line = new client.Line({ url: "http://127.0.0.1:1", company: "997441", token: "lk_none" });
const states = [];
line.on("connection", ({ state }) => {
  states.push(state);
  if (state !== "waiting") return;
  line.close();
  console.log(JSON.stringify({ names: Object.keys(client).sort(), states }));
});
line.connect();
