/** Safe looks into JSON of other people, whose shape nobody has checked. */

/** The value, or `undefined` for what is no JSON. A byte order mark is left out, as package managers do. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}

/** The members of an object, in order; none for anything else. */
export function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map();
  return new Map<string, unknown>(Object.entries(value));
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members of an object whose values are strings. */
export function textsOf(value: unknown): ReadonlyMap<string, string> {
  return new Map([...membersOf(value)].flatMap(([name, text]): [string, string][] => (typeof text === "string" ? [[name, text]] : [])));
}

/** The strings of a list; none for anything else. */
export function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whether two maps hold the same pairs, whatever their order. */
export function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text);
}
