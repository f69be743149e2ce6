/** The exact model of a Dockerfile: plain, read-only data whose positions all point into `Dockerfile.text`. */

/** A range of UTF-16 code units of `Dockerfile.text`; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Text as BuildKit sees it after it joined continued lines, with the way back to the file.
 * `starts[i]` is where run `i` begins in `text`; `offsets[i]` is where that run begins in the file. Runs are contiguous in both.
 */
export interface LogicalText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

/** A parser directive (`# syntax=`, `# escape=`, `# check=`). */
export interface Directive extends Span {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

/** A comment line. `text` starts at `#` and ends before the line ending; leading blanks are outside the span. */
export interface Comment extends Span {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/** `--name=value` or `--name`, unquoted as BuildKit does. */
export interface Flag extends Span {
  readonly name: string;
  readonly value: string | undefined;
  /** What BuildKit stores, `--name=value` without quotes. */
  readonly text: string;
}

/** An argument as BuildKit separates it. For JSON forms `value` is the decoded string; otherwise it is the raw text (quotes kept). */
export interface Word extends Span {
  readonly value: string;
}

/** `NAME=value` of ENV, LABEL and ARG; raw as written (quotes and `$` unresolved). */
export interface Assignment extends Span {
  readonly name: string;
  /** `undefined` only for `ARG NAME`. */
  readonly value: string | undefined;
  /** `=` or empty for the old form `ENV NAME value`. */
  readonly separator: string;
}

export interface Heredoc {
  /** The delimiter without quotes. */
  readonly name: string;
  readonly fileDescriptor: number;
  /** `<<-`: leading tabs are removed. */
  readonly chomp: boolean;
  /** False when the delimiter is quoted. */
  readonly expand: boolean;
  /** The operator and delimiter (`<<EOF`) on the instruction's own line. */
  readonly operator: Span;
  /** The lines of the body with their line endings. */
  readonly body: Span;
  readonly terminator: Span;
  /** The body as BuildKit stores it. */
  readonly content: string;
}

export interface Instruction {
  /** Upper case: `RUN`. */
  readonly keyword: string;
  /** Where the keyword stands, in the case it was written. */
  readonly keywordSpan: Span;
  /** From the keyword to the end of the last line (heredoc terminators included), without its line ending. */
  readonly span: Span;
  /** 1-based. */
  readonly line: number;
  readonly endLine: number;
  readonly flags: readonly Flag[];
  /** Everything after keyword and flags, blanks trimmed. For ONBUILD: the inner instruction's text. */
  readonly args: LogicalText;
  /** The JSON (exec) form, as BuildKit decides it. */
  readonly json: boolean;
  /** Separated arguments; for shell-form RUN, CMD, ENTRYPOINT and for MAINTAINER, USER, WORKDIR, STOPSIGNAL one word with the whole text. */
  readonly words: readonly Word[];
  /** ENV, LABEL, ARG. */
  readonly assignments: readonly Assignment[];
  readonly heredocs: readonly Heredoc[];
  /** Comments between the continued lines. */
  readonly innerComments: readonly Comment[];
  /** Blank lines or comments between the continued lines, or a continuation at all. */
  readonly multiline: boolean;
  /** The comment lines directly above, no blank line between them and the instruction; directives are not comments. */
  readonly leadingComments: readonly Comment[];
  /** For ONBUILD: the instruction it defers. */
  readonly onbuild: Instruction | undefined;
  /** Position in `Dockerfile.instructions`. */
  readonly index: number;
}

export interface Problem {
  /** `parse`: BuildKit's parser rejects the file; `instruction`: an instruction is invalid. */
  readonly kind: "instruction" | "parse";
  readonly message: string;
  /** 1-based. */
  readonly line: number;
}

export interface Dockerfile {
  /** The whole file, byte order mark included. */
  readonly text: string;
  readonly bom: boolean;
  /** The line ending most lines have. */
  readonly eol: "\n" | "\r\n";
  readonly finalNewline: boolean;
  readonly escape: "\\" | "`";
  readonly directives: readonly Directive[];
  /** All comments outside heredoc bodies, in order; directives are not among them. */
  readonly comments: readonly Comment[];
  readonly instructions: readonly Instruction[];
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  /** Why BuildKit would not build this file. Empty for a valid one. Nothing with problems is ever edited. */
  readonly problems: readonly Problem[];
}
