/** Ranges of semantic versions, as far as they are written as nearly everybody writes them (npm's documentation, "semver"). */

type Numbers = readonly [major: number, minor: number, patch: number];

/** True only when it is sure: pre-releases, tags and spans have no answer here, so that they count as not satisfied. */
export function isSatisfied(version: string, range: string): boolean {
  const numbers = numbersOf(version);
  if (numbers === undefined) return version === range;
  return range.split("||").some((part) => isInRange(numbers, part.trim()));
}

function numbersOf(version: string): Numbers | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function isInRange(version: Numbers, range: string): boolean {
  if (range === "" || range === "*" || range === "x") return true;
  const [, operator = "", major, minor, patch] = /^(\^|~|>=|=|v)?\s*v?(\d+)(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?$/.exec(range) ?? [];
  if (major === undefined) return false;
  const parts = [major, minor, patch].map((part) => (part === undefined || /[x*]/.test(part) ? undefined : Number(part)));
  const lowest: Numbers = [Number(major), parts[1] ?? 0, parts[2] ?? 0];
  if (compare(version, lowest) < 0) return false;
  if (operator === ">=") return true;
  return compare(version, ceiling(operator, lowest, parts)) < 0;
}

/** The first version that is too new. */
function ceiling(operator: string, [major, minor, patch]: Numbers, [, writtenMinor, writtenPatch]: readonly (number | undefined)[]): Numbers {
  const next: Numbers = [major + 1, 0, 0];
  if (writtenMinor === undefined) return next;
  if (operator === "^") {
    if (major > 0) return next;
    return minor > 0 || writtenPatch === undefined ? [0, minor + 1, 0] : [0, 0, patch + 1];
  }
  return operator === "~" || writtenPatch === undefined ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

function compare(one: Numbers, other: Numbers): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
