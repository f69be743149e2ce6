import type { LogicalText, Span } from "../dockerfile/model.ts";

/**
 * A POSIX shell script inside an instruction. Every `span` points into the file, every `at` into `source.text`.
 * What is not understood exactly is `opaque`; nothing is guessed.
 */
export type ShellScript = OpaqueScript | ParsedScript;

export interface OpaqueScript {
  readonly kind: "opaque";
  /** `not-posix` (SHELL is another language), `windows`, `escape`, `syntax`, `too-deep`, `template`. */
  readonly code: "escape" | "not-posix" | "syntax" | "too-deep";
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
}

/** Where a node stands: in the file, and in the logical text. */
export interface Node {
  readonly span: Span;
  readonly at: Span;
}

/** Pipelines joined by operators, flattened: `a && b; c || d` has four items. */
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
  /** Every list inside, conditions included, in source order. */
  readonly lists: readonly ShellList[];
  readonly redirections: readonly Redirection[];
}

export interface ShellAssignment extends Node {
  readonly name: string;
  /** `undefined` for arrays. */
  readonly value: ShellWord | undefined;
}

export interface Redirection extends Node {
  readonly operator: string;
  readonly target: ShellWord | undefined;
  readonly isHeredoc: boolean;
}

export type Expansion = "arithmetic" | "brace" | "command" | "glob" | "process" | "tilde" | "variable";

export interface ShellWord extends Node {
  /** As written. */
  readonly text: string;
  /** What the program receives, when nothing in the word expands; quotes and backslashes removed. */
  readonly value: string | undefined;
  readonly expansions: readonly Expansion[];
  /** The scripts of command substitutions inside; empty entries are left out when they do not parse. */
  readonly scripts: readonly ShellList[];
}
