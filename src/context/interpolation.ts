import { HOLE } from "./paths.ts";

/** The value of a variable; `undefined` when it is not set. */
export type VariableLookup = (name: string) => string | undefined;

interface Reader {
  readonly text: string;
  readonly lookup: VariableLookup;
  position: number;
}

/**
 * A string of a compose file with its variables replaced (Compose file reference, "Interpolation"): `$X`, `${X}`, `${X:-default}`, `${X-default}`,
 * `${X:?message}`, `${X:+alternative}`, `$$`, nested. A variable that nothing sets leaves a hole: it is set where the file is used.
 */
export function interpolate(text: string, lookup: VariableLookup): string {
  return text.includes("$") ? readUntil({ text, lookup, position: 0 }, undefined) : text;
}

function readUntil(reader: Reader, end: "}" | undefined): string {
  let result = "";
  while (reader.position < reader.text.length) {
    const character = reader.text.charAt(reader.position++);
    if (character === end) return result;
    result += character === "$" ? readVariable(reader) : character;
  }
  return result;
}

function readVariable(reader: Reader): string {
  const rest = reader.text.slice(reader.position);
  if (rest.startsWith("$")) {
    reader.position += 1;
    return "$";
  }
  const plain = /^[A-Za-z_]\w*/.exec(rest)?.[0];
  if (plain !== undefined) {
    reader.position += plain.length;
    return reader.lookup(plain) ?? HOLE;
  }
  const [opening, name = "", operator = ""] = /^\{([A-Za-z_]\w*)(:?[-?+]|(?=\}))/.exec(rest) ?? [];
  if (opening === undefined) return "$";
  reader.position += opening.length;
  const operand = readUntil(reader, "}");
  return substitute(reader.lookup(name), operator, operand);
}

function substitute(value: string | undefined, operator: string, operand: string): string {
  const isSet = value !== undefined && (value !== "" || !operator.startsWith(":"));
  if (operator.endsWith("-")) return isSet ? value : operand;
  if (operator.endsWith("+")) return isSet ? operand : "";
  return value ?? HOLE;
}

/** The variables of an `.env` file: plain and quoted values, no substitution. */
export function readEnvFile(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, raw = ""] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const [, , quoted] = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(raw) ?? [];
    const value = quoted ?? raw.replace(/(?:^|\s+)#.*$/, "").trimEnd();
    variables.set(name, value.includes("$") ? HOLE : value);
  }
  return variables;
}
