/**
 * Where JSON text stops being JSON: the offset of the first character no value can go on with, or `undefined` for good JSON.
 * `JSON.parse` names the position only in some messages and some versions of Node.
 */
export function jsonErrorOffset(text: string): number | undefined {
  const value = skipValue(text, skipBlanks(text, 0));
  if (!value.ok) {
    return value.at;
  }
  const end = skipBlanks(text, value.at);
  return end === text.length ? undefined : end;
}

/** 1-based. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

interface Step {
  readonly ok: boolean;
  readonly at: number;
}

function skipBlanks(text: string, at: number): number {
  let i = at;
  while (i < text.length && " \t\r\n".includes(text.charAt(i))) {
    i++;
  }
  return i;
}

const scalar = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const name = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

function skipToken(text: string, at: number, token: RegExp): Step {
  token.lastIndex = at;
  return token.test(text) ? { ok: true, at: token.lastIndex } : { ok: false, at };
}

function skipValue(text: string, at: number): Step {
  const open = text.charAt(at);
  if (open === "{") {
    return skipItems(text, at, "}", skipMember);
  }
  return open === "[" ? skipItems(text, at, "]", skipValue) : skipToken(text, at, scalar);
}

function skipMember(text: string, at: number): Step {
  const key = skipToken(text, at, name);
  const colon = skipBlanks(text, key.at);
  if (!key.ok || text.charAt(colon) !== ":") {
    return { ok: false, at: key.ok ? colon : at };
  }
  return skipValue(text, skipBlanks(text, colon + 1));
}

function skipItems(text: string, at: number, close: string, skipItem: (text: string, at: number) => Step): Step {
  let i = skipBlanks(text, at + 1);
  if (text.charAt(i) === close) {
    return { ok: true, at: i + 1 };
  }
  for (;;) {
    const item = skipItem(text, i);
    if (!item.ok) {
      return item;
    }
    i = skipBlanks(text, item.at);
    if (text.charAt(i) === close) {
      return { ok: true, at: i + 1 };
    }
    if (text.charAt(i) !== ",") {
      return { ok: false, at: i };
    }
    i = skipBlanks(text, i + 1);
  }
}
