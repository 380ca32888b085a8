// Size budgets of the pages: the gzipped size of everything that a page can load, or of a folder that most people never
// load.

/**
 * Sums the gzipped size per budget entry; a budget names its files, how the paths of its files begin (`folder`), or an
 * entry page whose scripts and styles count; `without` leaves out those of a folder.
 * @param {{ what: string, kilobytes: number, files?: string[], folder?: string, entry?: string, without?: string }[]} written the entries of budgets.json
 * @param {Map<string, Buffer>} contents by path
 * @param {Map<string, number>} gzipped sizes by path, in bytes
 */
export function budgetsOf(written, contents, gzipped) {
  return written.map(({ what, kilobytes, ...scope }) => {
    const counted = countedIn(scope, contents);
    if (counted.length === 0) throw new Error(`${what}: nothing was built`);
    const size = counted.reduce((sum, name) => sum + sizeOf(name, gzipped), 0);
    return { what, size, limit: kilobytes * 1000 };
  });
}

function countedIn({ files, folder, entry, without }, contents) {
  if (files !== undefined) return files;
  const isWithin = (name) => without === undefined || !name.startsWith(without);
  if (folder !== undefined) return [...contents.keys()].filter((name) => name.startsWith(folder) && isWithin(name));
  const isPart = (name) => /\.(js|css)$/.test(name) && isWithin(name);
  return [...reachable(entry, contents)].filter(isPart);
}

function sizeOf(name, gzipped) {
  const size = gzipped.get(name);
  if (size === undefined) throw new Error(`${name} was not built`);
  return size;
}

/** Collects the files that a page names, directly or through another file, lazily loaded ones included. */
export function reachable(entry, contents) {
  const found = new Set();
  const look = (name) => {
    if (found.has(name)) return;
    const content = contents.get(name);
    if (content === undefined) throw new Error(`${name} was not built`);
    found.add(name);
    if (!/\.(js|css|html)$/.test(name)) return;
    const text = content.toString("utf8");
    for (const other of contents.keys()) {
      const base = other.slice(other.lastIndexOf("/") + 1);
      if (other !== name && !other.endsWith(".html") && text.includes(base)) look(other);
    }
  };
  look(entry);
  return found;
}
