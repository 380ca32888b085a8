// Generates types from the service's documents: frames from docs/asyncapi.json, REST from docs/openapi.json. With
// `--check` nothing is written, and a file that differs from what the documents yield is an error.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

import { frameTypes, framesOf, schemaTypes } from "./frames.mjs";

const client = fileURLToPath(new URL("..", import.meta.url));
const documents = path.join(client, "../../../docs");
const read = (name) => JSON.parse(readFileSync(path.join(documents, name), "utf8"));
const heading = (name) => `// Written by \`npm run generate\` from docs/${name}. Do not edit.\n\n`;

const written = [
  {
    file: path.join(client, "src/generated/frames.ts"),
    text: heading("asyncapi.json") + (await frameTypes(read("asyncapi.json"))),
  },
  {
    file: path.join(client, "src/generated/events.ts"),
    text:
      heading("openapi.json") +
      (await schemaTypes(
        read("openapi.json"),
        ["LineEvent", "SendRequest", "SentMessage"],
        Object.keys(framesOf(read("asyncapi.json")).schemas),
      )),
  },
  {
    file: path.join(client, "../dashboard/src/generated/api.ts"),
    text: heading("openapi.json") + astToString(await openapiTS(read("openapi.json"), { alphabetize: true })),
  },
];

const check = process.argv.includes("--check");
for (const { file, text } of written) {
  const name = path.relative(path.join(client, ".."), file);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (check) {
    console.error(`${name} is not what the documents say: run \`npm run generate\` in src/web and commit the result.`);
    process.exitCode = 1;
  } else {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`${name} is written anew`);
  }
}
