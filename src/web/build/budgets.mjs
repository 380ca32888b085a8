// How large a face is: everything its page can come to load.

/**
 * @param {{ what: string, kilobytes: number, files?: string[], entry?: string }[]} written
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

/** The files that a page names, and those that they name, also when they are loaded later. */
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
