import { Line } from "@linekeeper/client";

const [url, company, phoneNumber] = process.argv.slice(2);
const line = new Line({ url, company, token: process.env.LINEKEEPER_TOKEN });
const connected = new Promise((done, fail) => (line.on("connected", done), line.on("error", fail)));
line.connect();
const code = await line.requestPairingCode(phoneNumber);
if (code) console.log(`Type ${code.code} on the phone`);
console.log(`${await connected} is connected`);
line.close();
