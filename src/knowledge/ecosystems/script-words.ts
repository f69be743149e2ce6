/** The scripts of a package.json, as far as they are plain commands. */
export interface ScriptCommand {
  /** Without assignments in front. */
  readonly words: readonly string[];
  /** The file that `>` writes. */
  readonly output: string | undefined;
}

/** The simple commands of a script, joined by `&&`, `||` or `;`; `undefined` when it is more than that. */
export function readScript(body: string): readonly ScriptCommand[] | undefined {
  const commands: ScriptCommand[] = [];
  for (const part of body.split(/&&|\|\||;|\r?\n/)) {
    const [, text = "", output] = /^(.*?)(?:\s*(?<![\d&])>{1,2}\s*([\w@./-]+))?\s*$/s.exec(part) ?? [];
    if (text.trim() === "" && output === undefined) continue;
    const words = wordsOf(text.trim().replace(/\s*2>\s*(?:&1|\/dev\/null)$/, ""));
    if (words === undefined) return undefined;
    // They make Node load files of the project.
    if (words.some((word) => /^NODE_(?:OPTIONS|PATH)=/.test(word))) return undefined;
    const first = words.findIndex((word) => !/^\w+=/.test(word));
    commands.push({ words: first < 0 ? [] : words.slice(first), output: output === "/dev/null" ? undefined : output });
  }
  return commands;
}

const WORD = /(?:"([^"\\$`]*)"|'([^']*)'|([\w@./:=,+~^%-]+))(?=\s|$)\s*/y;

function wordsOf(text: string): readonly string[] | undefined {
  const words: string[] = [];
  for (let at = 0; at < text.length; at = WORD.lastIndex) {
    WORD.lastIndex = at;
    const [, double, single, plain] = WORD.exec(text) ?? [];
    const word = double ?? single ?? plain;
    if (word === undefined) return undefined;
    words.push(word);
  }
  return words;
}
