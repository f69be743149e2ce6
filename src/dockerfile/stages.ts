/** The stage graph, and what is in effect at a point: user, working directory, shell, variables. */
import type { Dockerfile, Instruction } from "./model.ts";
import { expandWord, type Lookup } from "./words.ts";

export interface Stage {
  readonly index: number;
  /** Lower case: names are case-insensitive. */
  readonly name: string | undefined;
  readonly from: Instruction;
  /** What FROM names, as written. */
  readonly base: string;
  /** `base` with variables resolved, when exactly one value is possible. */
  readonly reference: string | undefined;
  /** The stage this one is FROM, when it is another stage of the file. */
  readonly parent: Stage | undefined;
  /** The stages it may be FROM: `parent`, or, when the base depends on a build argument, every earlier stage that fits. */
  readonly possibleParents: readonly Stage[];
  /** Without FROM. */
  readonly instructions: readonly Instruction[];
}

export interface Variable {
  readonly name: string;
  /** `undefined`: not known (given at build time, or built from what is not known). */
  readonly value: string | undefined;
  readonly at: Instruction;
}

/** What is in effect before an instruction. `undefined` fields are inherited from the base image. */
export interface PointState {
  readonly user: string | undefined;
  /** Absolute, cleaned; `undefined` also when it depends on an unknown. */
  readonly workdir: string | undefined;
  /** Whether a WORKDIR was set whose value is not known. */
  readonly workdirUnknown: boolean;
  readonly shell: readonly string[] | undefined;
  readonly env: ReadonlyMap<string, Variable>;
  readonly args: ReadonlyMap<string, Variable>;
}

const EMPTY: PointState = { user: undefined, workdir: undefined, workdirUnknown: false, shell: undefined, env: new Map(), args: new Map() };

const stagesCache = new WeakMap<Dockerfile, readonly Stage[]>();
const stateCache = new WeakMap<Instruction, PointState>();

/** The stages in file order. */
export function stagesOf(dockerfile: Dockerfile): readonly Stage[] {
  const cached = stagesCache.get(dockerfile);
  if (cached !== undefined) return cached;
  const globals = globalArgs(dockerfile);
  const stages: Stage[] = [];
  const byName = new Map<string, Stage>();
  const starts = dockerfile.instructions.filter((instruction) => instruction.keyword === "FROM");
  for (const [index, from] of starts.entries()) {
    const base = from.words[0]?.value ?? "";
    const reference = expandWord(base, (name) => (globals.has(name) || isPlatformArg(name) ? null : undefined), dockerfile.escape);
    const instructions = dockerfile.instructions.slice(from.index + 1, starts[index + 1]?.index);
    const parent = reference === undefined ? undefined : byName.get(reference.toLowerCase());
    const possibleParents = reference === undefined ? stagesLike(base, stages) : parent === undefined ? [] : [parent];
    const stage = { index, name: from.words[2]?.value.toLowerCase(), from, base, reference, parent, possibleParents, instructions };
    stages.push(stage);
    if (stage.name !== undefined) byName.set(stage.name, stage);
  }
  stagesCache.set(dockerfile, stages);
  return stages;
}

/** ARGs before the first FROM. A default is not the only possible value: `--build-arg` overrides it. */
function globalArgs(dockerfile: Dockerfile): ReadonlyMap<string, Instruction> {
  const globals = new Map<string, Instruction>();
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword === "FROM") break;
    for (const { name } of instruction.assignments) globals.set(name, instruction);
  }
  return globals;
}

/** The platform ARGs that BuildKit sets by itself. */
function isPlatformArg(name: string): boolean {
  return /^(?:BUILD|TARGET)(?:ARCH|OS|OSVERSION|PLATFORM|STAGE|VARIANT)$/.test(name);
}

/** The stages that a base with an unknown variable may name: `build-${TARGETARCH}` may be `build-arm64`, `node:${V}` is no stage. */
function stagesLike(base: string, stages: readonly Stage[]): readonly Stage[] {
  const pattern = base
    .replace(/\$\{[^}]*\}|\$\w+/g, "\0")
    .replace(/[^\w\0]/g, "\\$&")
    .replaceAll("\0", ".*");
  const expression = new RegExp(`^${pattern}$`, "i");
  return stages.filter((stage) => stage.name !== undefined && expression.test(stage.name));
}

/** The stage an instruction belongs to; `undefined` before the first FROM. */
export function stageOf(dockerfile: Dockerfile, instruction: Instruction): Stage | undefined {
  return stagesOf(dockerfile).findLast((stage) => stage.from.index <= instruction.index);
}

/** The stages that are, or with some build argument may be, FROM `stage`, directly or through others. */
export function childStages(dockerfile: Dockerfile, stage: Stage): readonly Stage[] {
  const found = new Set<Stage>([stage]);
  for (const other of stagesOf(dockerfile)) {
    if (other.possibleParents.some((parent) => found.has(parent))) found.add(other);
  }
  found.delete(stage);
  return [...found];
}

/** The stage that `--from=value` (or a mount's `from`) names: by name, else by number. `undefined` for an image. */
export function stageNamed(dockerfile: Dockerfile, value: string, before: Stage | undefined): Stage | undefined {
  const earlier = stagesOf(dockerfile).filter((stage) => before === undefined || stage.index < before.index);
  return (
    earlier.findLast((stage) => stage.name === value.toLowerCase()) ??
    (/^\d+$/.test(value) ? earlier.find((stage) => stage.index === Number(value)) : undefined)
  );
}

/** What is in effect before `instruction`. State flows through FROM stage; ARGs do not. */
export function stateAt(dockerfile: Dockerfile, instruction: Instruction): PointState {
  const cached = stateCache.get(instruction);
  if (cached !== undefined) return cached;
  const stage = stageOf(dockerfile, instruction);
  if (stage === undefined) return EMPTY;
  let state = stage.parent === undefined ? EMPTY : { ...stateAfter(dockerfile, stage.parent), args: new Map<string, Variable>() };
  for (const each of stage.instructions) {
    stateCache.set(each, state);
    state = advance(dockerfile, state, each);
  }
  return stateCache.get(instruction) ?? (instruction === stage.from ? EMPTY : state);
}

/** What is in effect at the end of a stage. */
export function stateAfter(dockerfile: Dockerfile, stage: Stage): PointState {
  const last = stage.instructions.at(-1);
  if (last !== undefined) return advance(dockerfile, stateAt(dockerfile, last), last);
  return stage.parent === undefined ? EMPTY : { ...stateAfter(dockerfile, stage.parent), args: new Map() };
}

function advance(dockerfile: Dockerfile, state: PointState, instruction: Instruction): PointState {
  const { keyword, words } = instruction;
  const resolve = (raw: string): string | undefined => expandWord(raw, lookupIn(state), dockerfile.escape);
  if (keyword === "USER") return { ...state, user: resolve(words[0]?.value ?? "") ?? words[0]?.value };
  if (keyword === "WORKDIR") return { ...state, ...changeDirectory(state, resolve(words[0]?.value ?? "")) };
  if (keyword === "SHELL") return { ...state, shell: words.map((word) => word.value) };
  if (keyword === "ENV") return { ...state, env: assign(state.env, instruction, resolve) };
  if (keyword === "ARG") return { ...state, args: assign(state.args, instruction, () => undefined) };
  return state;
}

/** All values of one ENV are resolved with the variables as they were before it. */
function assign(
  variables: ReadonlyMap<string, Variable>,
  instruction: Instruction,
  resolve: (raw: string) => string | undefined,
): ReadonlyMap<string, Variable> {
  const changed = new Map(variables);
  for (const { name, value } of instruction.assignments) {
    changed.set(name, { name, value: value === undefined ? undefined : resolve(value), at: instruction });
  }
  return changed;
}

/**
 * Variables as BuildKit sees them at a point: of ENV and ARG the later one wins (measured; the reference says that ENV always does).
 * An ARG's value is not known, and what neither sets may come from the base image.
 */
export function lookupIn(state: PointState): Lookup {
  return (name) => {
    const [set, declared] = [state.env.get(name), state.args.get(name)];
    return set === undefined || (declared !== undefined && declared.at.index > set.at.index) ? null : (set.value ?? null);
  };
}

function changeDirectory(state: PointState, to: string | undefined): Pick<PointState, "workdir" | "workdirUnknown"> {
  if (to === undefined) return { workdir: undefined, workdirUnknown: true };
  if (to.startsWith("/")) return { workdir: cleanPath(to), workdirUnknown: false };
  if (state.workdir === undefined) return { workdir: undefined, workdirUnknown: true };
  return { workdir: cleanPath(`${state.workdir}/${to}`), workdirUnknown: false };
}

/** An absolute path without `.`, `..`, doubled or trailing slashes (Go's path.Clean). */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
