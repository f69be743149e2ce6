import type { Instruction } from "../dockerfile/model.ts";
import type { Stage } from "../dockerfile/stages.ts";

/**
 * Whether `/bin/sh` is no longer the one of the base image: `ln -sf bash /bin/sh`, `dpkg-reconfigure dash`, `COPY wrapper /bin/sh` and the
 * like, here or in a stage this one is FROM.
 */
export function replacesShell({ instructions, parent }: Stage): boolean {
  const replaces = ({ keyword, args, heredocs }: Instruction): boolean => {
    if (keyword === "COPY" || keyword === "ADD") return /\/bin\/sh["'\]\s]*$/.test(args.text);
    const text = [args.text, ...heredocs.map(({ content }) => content)].join("\n");
    const names = (...patterns: readonly RegExp[]): boolean => patterns.every((pattern) => pattern.test(text));
    return (
      keyword === "RUN" &&
      (names(/\/bin\/sh(?![\w.-])/, /\b(?:ln|cp|mv|update-alternatives|dpkg-divert)\b/) || names(/\bdpkg-reconfigure\b/, /\bdash\b/))
    );
  };
  return instructions.some(replaces) || (parent !== undefined && replacesShell(parent));
}
