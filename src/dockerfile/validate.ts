/** The checks BuildKit makes after parsing (frontend/dockerfile/instructions): a file that fails one never builds. */
import { nearestName } from "../errors.ts";
import type { Dockerfile, Instruction, Problem } from "./model.ts";

interface Rule {
  /** Flags it takes: `value` needs one, `switch` may stand alone, `list` may repeat. */
  readonly flags?: Readonly<Record<string, "list" | "switch" | "value">>;
  readonly least?: number;
  readonly exactly?: number;
  readonly check?: (instruction: Instruction) => string | undefined;
  /** BuildKit looks at the flags before it counts the arguments. */
  readonly flagsFirst?: boolean;
}

const RULES: Readonly<Record<string, Rule>> = {
  ADD: {
    flags: { "keep-git-dir": "switch", chmod: "value", chown: "value", link: "switch", checksum: "value", exclude: "list", unpack: "switch" },
    check: checkCopy,
  },
  ARG: { least: 1, check: checkNames },
  CMD: {},
  COPY: { flags: { chmod: "value", chown: "value", from: "value", link: "switch", parents: "switch", exclude: "list" }, check: checkCopy },
  ENTRYPOINT: {},
  ENV: { least: 1, check: checkNames, flagsFirst: true },
  EXPOSE: { least: 1 },
  FROM: { flags: { platform: "value" }, check: checkFrom },
  HEALTHCHECK: {
    flags: { interval: "value", timeout: "value", "start-period": "value", "start-interval": "value", retries: "value" },
    least: 1,
    check: checkHealthcheck,
  },
  LABEL: { least: 1, check: checkNames, flagsFirst: true },
  MAINTAINER: { exactly: 1 },
  ONBUILD: { least: 1, check: checkOnbuild },
  RUN: { flags: { mount: "list", network: "value", security: "value", device: "list" } },
  SHELL: { least: 1, check: (shell) => (shell.json ? undefined : "SHELL requires the arguments to be in JSON form") },
  STOPSIGNAL: { exactly: 1 },
  USER: { exactly: 1 },
  VOLUME: {
    least: 1,
    check: (volume) => (volume.words.some((word) => word.value === "") ? "VOLUME specified can not be an empty string" : undefined),
  },
  WORKDIR: { exactly: 1 },
};

/** The first problem of each kind that BuildKit would stop at, in file order. */
export function checkInstructions(dockerfile: Dockerfile): readonly Problem[] {
  let hasStage = false;
  for (const instruction of dockerfile.instructions) {
    const message =
      checkInstruction(dockerfile, instruction) ?? (hasStage || startsFile(instruction) ? undefined : "no build stage in current context");
    if (message !== undefined) return [{ kind: "instruction", message, line: instruction.line }];
    hasStage ||= instruction.keyword === "FROM";
  }
  if (hasStage || dockerfile.instructions.length === 0) return [];
  return [{ kind: "instruction", message: "dockerfile contains no stages to build", line: dockerfile.instructions[0]?.line ?? 1 }];
}

function startsFile(instruction: Instruction): boolean {
  return instruction.keyword === "FROM" || instruction.keyword === "ARG";
}

function checkInstruction(dockerfile: Dockerfile, instruction: Instruction): string | undefined {
  const rule = Object.hasOwn(RULES, instruction.keyword) ? RULES[instruction.keyword] : undefined;
  if (rule === undefined) return unknownInstruction(dockerfile, instruction);
  const flagProblem = checkFlags(instruction, rule);
  if (rule.flagsFirst === true && flagProblem !== undefined) return flagProblem;
  const count = instruction.assignments.length > 0 ? instruction.assignments.length : instruction.words.length;
  if (rule.exactly !== undefined && count !== rule.exactly) return `${instruction.keyword} requires exactly one argument`;
  if (rule.least !== undefined && count < rule.least) return `${instruction.keyword} requires at least one argument`;
  return flagProblem ?? rule.check?.(instruction);
}

function unknownInstruction({ text }: Dockerfile, { keywordSpan }: Instruction): string {
  const written = text.slice(keywordSpan.start, keywordSpan.end);
  const near = nearestName(written, Object.keys(RULES));
  return `unknown instruction: ${written}${near === undefined ? "" : ` (did you mean ${near}?)`}`;
}

function checkFlags(instruction: Instruction, rule: Rule): string | undefined {
  const seen = new Set<string>();
  for (const flag of instruction.flags) {
    const kind = rule.flags !== undefined && Object.hasOwn(rule.flags, flag.name) ? rule.flags[flag.name] : undefined;
    if (kind === undefined) return `unknown flag: --${flag.name}`;
    if (kind !== "switch" && flag.value === undefined) return `missing a value on flag: --${flag.name}`;
    if (kind !== "list" && seen.has(flag.name)) return `duplicate flag specified: ${flag.name}`;
    seen.add(flag.name);
  }
  return undefined;
}

function checkFrom({ words }: Instruction): string | undefined {
  if (words.length === 1) return undefined;
  if (words.length !== 3 || words[1]?.value.toLowerCase() !== "as") return "FROM requires either one or three arguments";
  const name = words[2]?.value ?? "";
  return /^[a-z][a-z0-9_.-]*$/.test(name.toLowerCase())
    ? undefined
    : `invalid name for build stage: "${name}", name can't start with a number or contain symbols`;
}

function checkCopy({ keyword, words }: Instruction): string | undefined {
  if (words.length >= 2) return undefined;
  if (words.length === 0) return `${keyword} requires at least one argument`;
  return `${keyword} requires at least two arguments, but only one was provided. Destination could not be determined`;
}

function checkNames({ keyword, assignments }: Instruction): string | undefined {
  return assignments.some((assignment) => assignment.name === "") ? `${keyword} names can not be blank` : undefined;
}

function checkHealthcheck({ words }: Instruction): string | undefined {
  const type = words[0]?.value.toUpperCase();
  if (type === "NONE") return words.length > 1 ? "HEALTHCHECK NONE takes no arguments" : undefined;
  if (type !== "CMD") return `Unknown type "${words[0]?.value}" in HEALTHCHECK (try CMD)`;
  return words.length < 2 ? "Missing command after HEALTHCHECK CMD" : undefined;
}

function checkOnbuild({ onbuild }: Instruction): string | undefined {
  if (onbuild === undefined) return undefined;
  if (onbuild.keyword === "ONBUILD") return "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
  if (onbuild.keyword === "FROM" || onbuild.keyword === "MAINTAINER") return `${onbuild.keyword} isn't allowed as an ONBUILD trigger`;
  return undefined;
}
