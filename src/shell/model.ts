import type { LogicalText, Span } from "../dockerfile/model.ts";

/**
 * A POSIX shell script inside an instruction. Every `span` points into the file, every `at` into `source.text`.
 * What is not understood exactly is `opaque`; nothing is guessed.
 */
export type ShellScript = OpaqueScript | ParsedScript;

export interface OpaqueScript {
  readonly kind: "opaque";
  /** `not-posix`: another language reads it (SHELL, a shebang, Windows). `escape`: the file's escape character is a backtick. `exec-form`: no shell reads it. */
  readonly code: "escape" | "exec-form" | "not-posix" | "syntax" | "too-deep";
  readonly reason: string;
}

export interface ParsedScript {
  readonly kind: "script";
  readonly source: LogicalText;
  readonly list: ShellList;
  /** Shell comments (`# …` to the end of a logical line). */
  readonly comments: readonly Node[];
  /** The interpreter line of a heredoc body (`#!/bin/bash -e`). */
  readonly shebang: string | undefined;
  readonly interpreter: Interpreter;
}

/** The program that reads a script, with the options that change what its statements mean. */
export interface Interpreter {
  /** `sh` also where nothing is known: the inherited default, which is dash, ash or bash. */
  readonly name: "ash" | "bash" | "dash" | "sh";
  /** `-e` given to the interpreter itself. */
  readonly errexit: boolean;
  /** `-o pipefail` given to the interpreter itself. */
  readonly pipefail: boolean;
}

/** Where a node stands: in the file, and in the logical text. */
export interface Node {
  readonly span: Span;
  readonly at: Span;
}

/**
 * Pipelines joined by operators, flattened: `a && b; c || d` has four items. A `&` puts everything since the last `;`, `&` or newline
 * into the background. `at` ends with the last pipeline; a trailing operator is outside.
 */
export interface ShellList extends Node {
  readonly items: readonly ListItem[];
}

export type ListOperator = "&" | "&&" | "\n" | ";" | "||";

export interface ListItem {
  readonly pipeline: Pipeline;
  /** The operator between this item and the next; for the last item a trailing `;`, `&` or newline, if any. */
  readonly operator: ListOperator | undefined;
  readonly operatorNode: Node | undefined;
}

export interface Pipeline extends Node {
  readonly negated: boolean;
  readonly timed: boolean;
  readonly commands: readonly ShellCommand[];
}

export type ShellCommand = CompoundCommand | SimpleCommand;

export interface SimpleCommand extends Node {
  readonly kind: "simple";
  readonly assignments: readonly ShellAssignment[];
  /** The command name first. Empty for a lone assignment or redirection. */
  readonly words: readonly ShellWord[];
  readonly redirections: readonly Redirection[];
}

export interface CompoundCommand extends Node {
  readonly kind: "arithmetic" | "case" | "coproc" | "for" | "function" | "group" | "if" | "select" | "subshell" | "test" | "until" | "while";
  /** Of a function, and the variable of `for` and `select`. */
  readonly name: string | undefined;
  /** Every list inside, conditions included, in source order. */
  readonly lists: readonly ShellList[];
  /** The words outside the lists: of `for … in`, subject and patterns of `case`, operands of `[[`. Their substitutions run too. */
  readonly words: readonly ShellWord[];
  readonly redirections: readonly Redirection[];
}

export interface ShellAssignment extends Node {
  readonly name: string;
  /** `undefined` for arrays. */
  readonly value: ShellWord | undefined;
  /** The elements of an array (`A=(1 2)`, bash only); empty otherwise. */
  readonly elements: readonly ShellWord[];
  /** `A+=b`, bash only. */
  readonly append: boolean;
}

export interface Redirection extends Node {
  readonly operator: string;
  /** The number before the operator. `undefined` where none is written, or a bash variable is (`{fd}>`). */
  readonly descriptor: number | undefined;
  /** The file; for a heredoc the delimiter. */
  readonly target: ShellWord | undefined;
  readonly isHeredoc: boolean;
  /** The body of a heredoc without its terminator. Its `value` is not computed. */
  readonly body: ShellWord | undefined;
}

/** `bash`: what only bash reads that way (`$'…'`, `$"…"`, arrays). */
export type Expansion = "arithmetic" | "bash" | "brace" | "command" | "glob" | "process" | "tilde" | "variable";

export interface ShellWord extends Node {
  /** As written. */
  readonly text: string;
  /** What the program receives, under dash and bash alike, when nothing in the word expands; quotes and backslashes removed. */
  readonly value: string | undefined;
  readonly expansions: readonly Expansion[];
  /** The scripts of command and process substitutions inside. Nested escaped backticks are left out: `expansions` still says `command`. */
  readonly scripts: readonly ShellList[];
}
