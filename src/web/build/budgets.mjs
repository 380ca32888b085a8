// Size budgets of the pages: the gzipped size of everything that a page can load.

/**
 * Sums the gzipped size per budget entry; a budget names its files or an entry page whose scripts and styles count.
 * @param {{ what: string, kilobytes: number, files?: string[], entry?: string }[]} written the entries of budgets.json
 * @param {Map<string, Buffer>} contents by path
 * @param {Map<string, number>} gzipped sizes by path, in bytes
 */
export function budgetsOf(written, contents, gzipped) {
  return written.map(({ what, kilobytes, files, entry }) => {
    const counted = files ?? [...reachable(entry, contents)].filter((name) => /\.(js|css)$/.test(name));
    const size = counted.reduce((sum, name) => sum + sizeOf(name, gzipped), 0);
    return { what, size, limit: kilobytes * 1000 };
  });
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
