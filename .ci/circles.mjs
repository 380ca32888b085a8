// Finds circles of imports between the files of a Rust crate. A module and its own parts may import each other: a folder and its
// files, and an actor and the files that implement a part of it.
import { readFileSync, readdirSync } from "node:fs";

/** Returns the circles between the files below `folder`, each as the list of its files; tests are left out. */
export function circles(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".rs") && !/(^|\/)tests(\/|\.rs$)|_tests\.rs$|^testing\.rs$/.test(file),
  );
  const modules = new Map(files.map((file) => [moduleOf(file), readFileSync(new URL(file, folder), "utf8")]));
  const imports = new Map([...modules].map(([name, text]) => [name, importsOf(name, text, modules)]));
  return components(imports);
}

function moduleOf(file) {
  return file.replace(/\.rs$/, "").replace(/(^|\/)(mod|lib)$/, "");
}

function importsOf(name, text, modules) {
  const code = text.replace(/#\[cfg\(test\)\]\s*mod \w+ \{[\s\S]*$/, "");
  const found = new Set();
  for (const [, path] of code.matchAll(/^\s*(?:pub(?:\([^)]*\))? )?use ((?:crate|super|self)::[^;]*);/gm)) {
    for (const item of items(path.replace(/\s+/g, ""))) {
      const target = resolve(name, item.split("::"), modules);
      if (target !== undefined && target !== name && !isPart(name, target, modules)) found.add(target);
    }
  }
  return found;
}

/** The paths of a `use`, with its braces written out one level deep. */
function items(path) {
  const [, head, list] = path.match(/^([\w:]+)::\{(.*)\}$/) ?? [];
  if (list === undefined) return [path];
  const parts = [];
  let [depth, part] = [0, ""];
  for (const char of `${list},`) {
    if (char === "," && depth === 0) {
      if (part !== "") parts.push(`${head}::${part.split("{")[0]}`);
      part = "";
      continue;
    }
    depth += (char === "{") - (char === "}");
    part += char;
  }
  return parts;
}

function resolve(name, path, modules) {
  let base = name === "" ? [] : name.split("/");
  let rest = [...path];
  if (rest[0] === "crate") [base, rest] = [[], rest.slice(1)];
  if (rest[0] === "self") rest = rest.slice(1);
  while (rest[0] === "super") [base, rest] = [base.slice(0, -1), rest.slice(1)];
  for (let length = rest.length; length >= 0; length--) {
    const candidate = [...base, ...rest.slice(0, length)].join("/");
    if (modules.has(candidate)) return candidate;
  }
  return undefined;
}

/** Whether one contains the other, or is the actor of which the other implements a part. */
function isPart(one, other, modules) {
  if (one === "" || other === "" || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)) return true;
  const folder = one.split("/").slice(0, -1).join("/");
  if (!one.endsWith("/actor") || !other.startsWith(`${folder}/`)) return false;
  const actor = modules.get(one).match(/^impl Actor for (\w+)/m)?.[1];
  return actor !== undefined && new RegExp(`^impl ${actor} `, "m").test(modules.get(other));
}

/** Strongly connected components of more than one file (Tarjan). */
function components(graph) {
  const [index, low, stack, found] = [new Map(), new Map(), [], []];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node), low.get(next)));
      } else if (stack.includes(next)) {
        low.set(node, Math.min(low.get(node), index.get(next)));
      }
    }
    if (low.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    if (component.length > 1) found.push(component);
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}
