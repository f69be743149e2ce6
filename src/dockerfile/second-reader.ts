/** The independent second opinion: another parser's view of the same file. Loaded only when a file changes; see docs/architecture.md. */
import { DockerfileParser } from "dockerfile-ast";

/** One instruction as a reader sees it: `RUN 3-5` with 1-based lines. */
export type InstructionOutline = string;

/** Reads the outline of a text, or `undefined` when the text is too large for a parser whose time grows faster than its input. */
export type SecondReader = (text: string) => readonly InstructionOutline[] | undefined;

const MAX_LENGTH = 65_536;
const MAX_INSTRUCTIONS = 400;

/** The outline that dockerfile-ast sees. */
export const secondReader: SecondReader = (text) => {
  if (text.length > MAX_LENGTH) return undefined;
  const instructions = DockerfileParser.parse(text).getInstructions();
  if (instructions.length > MAX_INSTRUCTIONS) return undefined;
  return instructions.map((instruction) => {
    const { start, end } = instruction.getRange();
    return `${instruction.getKeyword()} ${start.line + 1}-${end.line + 1}`;
  });
};
