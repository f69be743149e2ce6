/** Text that was meant as a JSON array and is none, so that BuildKit takes it as shell form. */

/** Whatever looks like a double quote closes one, whatever looks like a single quote the other: word processors mix them. */
const QUOTES: readonly string[] = ['"“”„', "'‘’"];

/**
 * The words that were meant; `unclear` when it looks like an array but what was meant is not certain; `undefined` for shell text.
 * Repaired are other quotes, a comma too many or too few, a bracket too many or too few, and words without quotes between commas.
 */
export function repairArray(text: string): readonly string[] | "unclear" | undefined {
  if (!looksLikeArray(text)) return undefined;
  // `[ "$X" = a ]` is a test; only where every word fits an array was one meant.
  const unclear = /^\[\s/.test(text) ? undefined : "unclear";
  const inner = /^\[(.*?)\]*\s*$/s.exec(text)?.[1] ?? "";
  const words: string[] = [];
  let rest = inner.trim();
  while (rest !== "") {
    const found = readElement(rest);
    if (found === undefined) return unclear;
    words.push(found.word);
    rest = found.rest;
  }
  // `[a]` is a pattern of the shell.
  const isCertain = words.length > 1 || /["'“”„‘’]/.test(inner);
  return isCertain && words[0] !== "" ? words : unclear;
}

/** `[ -f x ]` is a command of the shell; `['a'`, `["a"` and `[a, b]` are not, and neither are `{"a", "b"}` and `a, b`. */
function looksLikeArray(text: string): boolean {
  return (
    /^\[\s*["'“”„‘’]/.test(text) || /^\[[^\s\]]*[,\]]/.test(text) || /^\{\s*["']/.test(text) || /^(?:[\w./-]+|"[^"]*"|'[^']*')\s*,(?:\s|$)/.test(text)
  );
}

function readElement(text: string): { word: string; rest: string } | undefined {
  const quotes = QUOTES.find((kind) => kind.includes(text.charAt(0)));
  if (quotes === undefined) return readBare(text);
  const end = [...text].findIndex((char, index) => index > 0 && quotes.includes(char));
  const word = text.slice(1, end);
  // Nobody would expand the variable, and what a backslash stands for is not certain.
  if (end < 0 || /[\\$`]/.test(word)) return undefined;
  return afterElement(word, text.slice(end + 1));
}

/** Without quotes only a comma can end a word for certain. */
function readBare(text: string): { word: string; rest: string } | undefined {
  const [, word, rest = ""] = /^([\w./:@=+-]+)\s*(,.*|$)/s.exec(text) ?? [];
  return word === undefined ? undefined : afterElement(word, rest);
}

function afterElement(word: string, behind: string): { word: string; rest: string } | undefined {
  const rest = /^\s*,\s*(.*)$/s.exec(behind)?.[1] ?? (/^(?:\s+(?=["'“”„‘’])|\s*$)/.test(behind) ? behind.trim() : undefined);
  return rest === undefined ? undefined : { word, rest };
}
