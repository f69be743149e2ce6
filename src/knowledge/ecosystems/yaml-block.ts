/**
 * The block form of YAML that package managers write and that their configuration nearly always has: mappings by indentation, scalars, lists of
 * scalars. No anchors, no nested flow, no folded text: what it does not understand makes the reading inexact.
 */
export interface YamlNode {
  /** The scalar behind the colon, without quotes; empty when there is none. */
  readonly text: string;
  readonly members: ReadonlyMap<string, YamlNode>;
  readonly items: readonly string[];
}

export interface YamlFile {
  readonly root: YamlNode;
  /** Every line was understood. */
  readonly isExact: boolean;
}

interface Growing {
  readonly indent: number;
  readonly members: Map<string, YamlNode>;
  readonly items: string[];
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s'"&*!|>%@`{[\]}?-][^#]*?|-[^\s#][^#]*?)\s*:(?:\s+(.*))?$/;

export function readYamlBlock(text: string): YamlFile {
  const root: Growing = { indent: -1, members: new Map(), items: [] };
  const open: Growing[] = [root];
  let isExact = true;
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    if (/^\s*(?:#|$)|^---\s*$/.test(line)) continue;
    const indent = line.search(/[^ ]/);
    const content = line.slice(indent);
    const isItem = /^-(?:\s|$)/.test(content);
    while (open.length > 1 && indent < bottom(open).indent + (isItem ? 0 : 1)) open.pop();
    isExact = (isItem ? addItem(bottom(open), content) : addMember(open, indent, content)) && isExact;
  }
  return { root: { text: "", members: root.members, items: root.items }, isExact };
}

function bottom(open: readonly Growing[]): Growing {
  return open.at(-1) ?? { indent: -1, members: new Map(), items: [] };
}

function addItem(parent: Growing, content: string): boolean {
  const text = content.slice(1).trim();
  const scalar = scalarOf(text);
  if (scalar === undefined || (!/^["']/.test(text) && /:(?:\s|$)/.test(text))) return false;
  parent.items.push(scalar);
  return true;
}

function addMember(open: Growing[], indent: number, content: string): boolean {
  const [, key, value = ""] = KEY.exec(content) ?? [];
  if (key === undefined) return false;
  const flow = /^\[([^[\]{}]*)\]\s*(?:#.*)?$/.exec(value)?.[1];
  const flowItems = flow === undefined ? [] : flow.split(",").flatMap((item) => (item.trim() === "" ? [] : [scalarOf(item.trim()) ?? ""]));
  const scalar = flow === undefined ? scalarOf(value) : "";
  const node: Growing = { indent, members: new Map(), items: [...flowItems] };
  bottom(open).members.set(scalarOf(key) ?? key, { text: scalar ?? value, members: node.members, items: node.items });
  open.push(node);
  return scalar !== undefined;
}

/** The text of a scalar on one line; `undefined` for what only a YAML parser can read. */
function scalarOf(text: string): string | undefined {
  const double = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(text)?.[1];
  if (double !== undefined) return double.includes("\\") ? undefined : double;
  const single = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(text)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'");
  const plain = text.replace(/(?:^|\s)#.*$/, "").trim();
  return /^(?:[&*!|>%@`"'[]|\{(?!\s*\}$))/.test(plain) ? undefined : plain;
}
