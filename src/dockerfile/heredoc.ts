import { physicalSpan } from "./logical.ts";
import type { Heredoc, Instruction, LogicalText } from "./model.ts";
import { splitPlainWords, splitQuotedWords, splitRawWords } from "./words.ts";

export type HeredocOperator = Pick<Heredoc, "chomp" | "expand" | "fileDescriptor" | "name" | "operator">;

const CARRIERS: ReadonlySet<string> = new Set(["ADD", "COPY", "RUN"]);

/** The heredoc operators of an instruction, in order. Only ADD, COPY and RUN (also behind ONBUILD) carry heredocs. */
export function heredocOperators(carrier: Pick<Instruction, "json" | "keyword">, logical: LogicalText): readonly HeredocOperator[] {
  if (!logical.text.includes("<<") || !CARRIERS.has(carrier.keyword) || carrier.json) return [];
  const words = splitRawWords(logical.text);
  if ("error" in words) return [];
  const operators: HeredocOperator[] = [];
  for (const [index, word] of words.entries()) {
    const isApart = /^\d*<<-?$/.test(word.text);
    const delimiter = isApart ? words[index + 1] : undefined;
    const operator = heredocOperator(word.text + (delimiter?.text ?? ""));
    if (operator !== undefined) operators.push({ ...operator, operator: physicalSpan(logical, word.start, (delimiter ?? word).end) });
  }
  return operators;
}

/** `<<EOF`, `3<<-"E O F"`, `<< EOF`: operator and one delimiter, nothing else. A quoted delimiter switches expansion off; `<<\EOF` does not. */
function heredocOperator(word: string): Omit<HeredocOperator, "operator"> | undefined {
  const match = /^(\d*)<<(-?)([^<]*)$/.exec(word);
  const rest = match?.[3] ?? "";
  if (match === null || rest === "") return undefined;
  const plain = splitPlainWords(rest);
  const raw = splitQuotedWords(rest);
  if ("error" in plain || "error" in raw || plain.length !== 1 || raw.length !== 1) return undefined;
  const name = plain[0]?.text ?? "";
  return { name, fileDescriptor: Number(match[1] || "0"), chomp: match[2] === "-", expand: name === raw[0]?.text };
}
