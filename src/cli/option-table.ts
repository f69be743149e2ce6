import type { Command, ReportName } from "./command-line.ts";

interface OptionFacts {
  readonly type: "boolean" | "string";
  readonly group: string;
  readonly description: string;
  readonly alias?: string | readonly string[];
  readonly nargs?: 1;
  /** How help shows the value. */
  readonly value?: string;
}

const selecting = "Which files:";
const rewriting = "Which changes:";
const reporting = "What comes out:";
const environment = "Surroundings:";

/** Every option of this version. Lists are strings split at commas, because arrays of yargs swallow the paths behind them. */
export const table = {
  all: { type: "boolean", group: selecting, description: "Every Dockerfile of the repository; outside git, everything below the current directory" },
  changed: {
    type: "string",
    value: "[=ref]",
    group: selecting,
    description: "Only files changed since the merge base with a ref (the default branch)",
  },
  staged: { type: "boolean", group: selecting, description: "Only staged files" },
  "files-from": { type: "string", value: "<file|->", nargs: 1, group: selecting, description: "A list of paths from a file or - (newline or NUL)" },
  "stdin-filename": { type: "string", value: "<path>", nargs: 1, group: selecting, description: "The path that standard input (-) stands for" },
  "respect-excludes": { type: "boolean", group: selecting, description: "Excludes also hold for paths given by hand" },
  "include-generated": { type: "boolean", group: selecting, description: "Also generated files and templates" },
  "allow-no-files": { type: "boolean", group: selecting, description: "No Dockerfile matched is no error" },
  only: { type: "string", value: "<ids>", nargs: 1, group: rewriting, description: "Only these transforms: ids or @category, comma between" },
  skip: { type: "string", value: "<ids>", nargs: 1, group: rewriting, description: "Not these transforms; beats --only" },
  unsafe: { type: "boolean", group: rewriting, description: "Also apply changes graded unsafe" },
  "no-create": { type: "boolean", group: rewriting, description: "Create no file and extend none (.dockerignore)" },
  set: { type: "string", value: "<id>.<option>=<value>", nargs: 1, group: rewriting, description: "An option of a transform" },
  context: { type: "string", value: "<dir>", nargs: 1, group: rewriting, description: "The directory the Dockerfiles are built from" },
  "ignore-pragmas": { type: "boolean", group: rewriting, description: "Do not honour ignore comments" },
  "dry-run": { type: "boolean", alias: ["n", "diff"], group: reporting, description: "Write nothing; print a patch for git apply" },
  check: { type: "boolean", group: reporting, description: "Write nothing; exit 1 if anything would change" },
  report: { type: "string", value: "<name[=path]>", nargs: 1, group: reporting, description: "pretty, patch or json; =path writes it to a file" },
  color: { type: "string", value: "<auto|always|never>", nargs: 1, group: reporting, description: "Colour; auto is for terminals" },
  quiet: { type: "boolean", alias: "q", group: reporting, description: "Only errors" },
  verbose: { type: "boolean", alias: "v", group: reporting, description: "Every refusal, suppression and file left alone" },
  timings: { type: "boolean", group: reporting, description: "Say where the time went" },
  json: { type: "boolean", group: reporting, description: "For list: as JSON" },
  strict: { type: "boolean", group: reporting, description: "Exit 1 for unused, unknown or reasonless ignore comments" },
  config: { type: "string", value: "<file>", nargs: 1, group: environment, description: "This configuration for every file" },
  "no-config": { type: "boolean", group: environment, description: "No configuration at all" },
  "allow-dirty": { type: "boolean", group: environment, description: "Also write files with changes that git could not give back" },
  help: { type: "boolean", alias: "h", group: environment, description: "Show this help" },
  version: { type: "boolean", alias: "V", group: environment, description: "Show the version" },
} as const satisfies Readonly<Record<string, OptionFacts>>;

export type Name = keyof typeof table;

const config: readonly Name[] = ["config", "no-config"];
export const general: readonly Name[] = ["color", "help", "quiet", "verbose", "version"];
const selection: readonly Name[] = ["all", "changed", "staged", "files-from", "respect-excludes", "include-generated", "allow-no-files", ...config];
const engine: readonly Name[] = ["only", "skip", "unsafe", "no-create", "set", "context", "ignore-pragmas"];

interface CommandFacts {
  readonly usage: string;
  readonly description: string;
  readonly options: readonly Name[];
  /** How many operands: [least, most]. */
  readonly operands: readonly [number, number];
}

const many = Number.POSITIVE_INFINITY;
export const commands: Readonly<Record<Exclude<Command, "rewrite">, CommandFacts>> = {
  list: { usage: "list [--json]", description: "id, category, grade and summary of every transform", options: ["json", ...config], operands: [0, 0] },
  explain: { usage: "explain <id>", description: "what a transform does, why, and when it refuses", options: config, operands: [1, 1] },
  why: {
    usage: "why <file>",
    description: "what every transform made of a file",
    options: [...engine, ...config, "include-generated"],
    operands: [1, 1],
  },
  files: { usage: "files [paths..]", description: "the selection, one path a line", options: selection, operands: [0, many] },
  config: { usage: "config [file]", description: "the configuration in effect and where each value came from", options: config, operands: [0, 1] },
  init: { usage: "init", description: "write a commented configuration", options: [], operands: [0, 0] },
  completion: { usage: "completion", description: "print a completion script for the shell", options: [], operands: [0, 0] },
};

/** What later versions will have; refused by name rather than unknown. */
export const laterOptions = new Set(["interactive", "i", "verify", "commit", "split", "output", "o", "shard"]);
export const laterCommands = new Set(["verify"]);
export const laterReports = new Set(["markdown", "html", "sarif", "github"]);
export const reportNames: readonly ReportName[] = ["pretty", "patch", "json"];
