// Every test. Newer versions of Node take a folder given to `--test` for a module, and this is the module they find;
// older ones look for `*.test.js` themselves and pass it by.

import { readdir } from "node:fs/promises";

for (const file of (await readdir(new URL(".", import.meta.url))).sort()) {
  if (file.endsWith(".test.js")) await import(`./${file}`);
}
