/**
 * Who still needs apt's package lists after a RUN: they live from an update to a cleanup, across RUNs, through FROM a stage, in a copy of
 * its root, in ONBUILD triggers and in what the container starts.
 */
import type { Dockerfile, Flag, Instruction } from "../dockerfile/model.ts";
import { landingPath, sourcesOf } from "../dockerfile/sources.ts";
import { cleanPath, type Stage, stageNamed, stageOf, stagesOf, stateAt } from "../dockerfile/stages.ts";
import { expandWord } from "../dockerfile/words.ts";
import { REPOSITORY_WITHOUT_UPDATE } from "../knowledge/os-packages.ts";
import { type AptEvent, type AptScript, type AptSurroundings, aptArgv, aptScript } from "./apt.ts";
import { mentionsApt } from "./apt-command.ts";
import { scriptOf } from "./commands.ts";
import type { ShellScript } from "./model.ts";

/** A RUN (also one that an ONBUILD defers), a CMD or an ENTRYPOINT, and what it does with the lists. */
export interface AptRun {
  readonly at: Instruction;
  readonly script: ShellScript;
  readonly apt: AptScript;
  /** `undefined` where no shell reads it, but it speaks of apt. */
  readonly readable: boolean;
  /** What a mount hides: the lists, or the archive of packages alone. */
  readonly mounted: "archives" | "lists" | undefined;
}

/** The files of the build context, where they are at hand. */
export interface ContextFiles {
  isDirectory(path: string): boolean;
  read(path: string): string;
}

export interface AptFile {
  readonly dockerfile: Dockerfile;
  /** Dockerfiles FROM the image that this one is built as. */
  readonly children: readonly { readonly name: string; readonly dockerfile: Dockerfile }[];
  readonly runOf: (instruction: Instruction) => AptRun;
}

/** Someone who would miss the lists. */
export interface Need {
  readonly kind: "needed";
  readonly at: Instruction;
  readonly program: string;
  readonly place: "child" | "runtime" | "stage";
  /** The other Dockerfile that `at` is in. */
  readonly inFile?: string;
}

export interface Freedom {
  readonly kind: "free";
  /** What a reviewer has to believe; empty when it is proven. */
  readonly assumptions: readonly string[];
  /** The next RUN of the stage that removes the lists, if nothing between can have filled them again. */
  readonly cleanup: { readonly run: AptRun; readonly event: AptEvent } | undefined;
}

export type Fate = Freedom | Need;

interface Walk {
  readonly file: AptFile;
  /** The packages that are surely installed; looked up when somebody removes one. */
  readonly installed: () => ReadonlySet<string>;
  /** The places from which a stage was followed already. */
  readonly followed: Set<Instruction | Stage>;
  readonly assumptions: string[];
  /** Nothing on the way can have updated. */
  exact: boolean;
  /** A RUN on the way that is known, not proven, to have updated. */
  installer: { readonly program: string; readonly line: number } | undefined;
}

/** How a walk along a stage ended: the lists are gone, or still there at its end. */
type Ending = "gone" | "open" | Need | { readonly kind: "cleanup"; readonly run: AptRun; readonly event: AptEvent };

const NO_APT: AptScript = { events: [], updates: false, cleans: false, mayClean: false, fills: false, cleansArchives: false };
const LISTS = "/var/lib/apt/lists";

export function readAptFile(dockerfile: Dockerfile, files: ContextFiles | undefined, children: AptFile["children"] = []): AptFile {
  const runs = new Map<Instruction, AptRun>();
  const runOf = (instruction: Instruction): AptRun => {
    const known = runs.get(instruction) ?? readRun(dockerfile, instruction, files);
    runs.set(instruction, known);
    return known;
  };
  return { dockerfile, runOf, children };
}

function readRun(dockerfile: Dockerfile, at: Instruction, files: ContextFiles | undefined): AptRun {
  const script = scriptOf(dockerfile, at);
  const inner = at.onbuild ?? at;
  const surroundings = surroundingsOf(dockerfile, at, files);
  const targets = inner.flags.flatMap((flag) => mountTarget(flag, surroundings.variable) ?? []);
  const mounted = covers(targets, "/var/lib/apt") ? "lists" : covers(targets, "/var/cache/apt") ? "archives" : undefined;
  if (script.kind === "script") return { at, script, apt: aptScript(script, surroundings), readable: true, mounted };
  if (inner.json) {
    const argv = inner.words.map((word) => word.value);
    return { at, script, apt: aptArgv(argv, surroundings), readable: true, mounted };
  }
  return { at, script, apt: NO_APT, readable: false, mounted };
}

/** Variables in it have the values that the file gives them; a target that is nothing but an unknown one may be any. */
function mountTarget({ name, value = "" }: Flag, variable: AptSurroundings["variable"]): string | undefined {
  const target = name === "mount" ? /(?:^|,)(?:target|dst|destination)=([^,]*)/.exec(value)?.[1] : undefined;
  const known = target?.replace(/\$\{(\w+)\}|\$(\w+)/g, (written, braced, bare) => variable(braced ?? bare) ?? written);
  return known !== undefined && /^\$\{?\w+\}?\/?$/.test(known) ? LISTS : known;
}

function covers(targets: readonly string[], path: string): boolean {
  return targets.some((target) => isInside(target, path) || isInside(path, target));
}

function isInside(path: string, directory: string): boolean {
  const base = cleanPath(directory);
  return cleanPath(path) === base || cleanPath(path).startsWith(base === "/" ? "/" : `${base}/`);
}

// Scripts of the build context

function surroundingsOf(dockerfile: Dockerfile, at: Instruction, files: ContextFiles | undefined): AptSurroundings {
  const { env, args } = stateAt(dockerfile, at);
  // A build argument that names a command (`ARG PIP="uv pip install"`) is taken by its default: nobody builds with another program in its place.
  const byDefault = (name: string): string | undefined => {
    const raw = args.get(name)?.at.assignments.find((assignment) => assignment.name === name)?.value;
    return raw === undefined ? undefined : expandWord(raw, () => null, dockerfile.escape);
  };
  return {
    variable: (name) => (env.has(name) ? env.get(name)?.value : byDefault(name)),
    file: (path) => (files === undefined ? undefined : fileText(dockerfile, at, files, path.replace(/["']/g, ""))),
    repositoryUpdates: !REPOSITORY_WITHOUT_UPDATE.test(rootImage(dockerfile, at)),
  };
}

/** The image that the stage is FROM in the end, as far as it is known. */
function rootImage(dockerfile: Dockerfile, at: Instruction): string {
  let stage = stageOf(dockerfile, at);
  while (stage?.parent !== undefined) stage = stage.parent;
  return stage?.reference ?? "";
}

/** The text of a script by its path in the image: the last COPY that puts it there says which file of the context it is. */
function fileText(dockerfile: Dockerfile, at: Instruction, files: ContextFiles, path: string): string | undefined {
  const { workdir } = stateAt(dockerfile, at);
  if (/[$`*?]/.test(path) || (!path.startsWith("/") && (workdir === undefined || /\b(?:cd|pushd)\b/.test(at.args.text)))) return undefined;
  const target = cleanPath(path.startsWith("/") ? path : `${workdir}/${path}`);
  const copies = lineage(dockerfile, at).filter(({ keyword, flags }) => /^(?:ADD|COPY)$/.test(keyword) && flags.every(({ name }) => name !== "from"));
  for (const copy of copies.reverse()) {
    const source = sourceOf(dockerfile, copy, files, target);
    const text = source === undefined ? undefined : files.read(source);
    if (text !== undefined) return text === "unknown" ? undefined : text;
  }
  return undefined;
}

function sourceOf(dockerfile: Dockerfile, copy: Instruction, files: ContextFiles, target: string): string | undefined {
  for (const { path, kind } of sourcesOf(dockerfile, copy)) {
    if (kind !== "local") continue;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const landing = landingPath(dockerfile, copy, files.isDirectory(path) ? "" : name);
    if (landing === undefined) continue;
    if (!files.isDirectory(path) && (target === landing || target === cleanPath(`${landing}/${name}`))) return path;
    if (files.isDirectory(path) && isInside(target, landing)) return cleanPath(`${path}/${target.slice(landing.length)}`).slice(1);
  }
  return undefined;
}

/** The instructions that made what `at` sees: of its stage and the stages it is FROM. */
function lineage(dockerfile: Dockerfile, at: Instruction): Instruction[] {
  const stage = stageOf(dockerfile, at);
  const before = stage?.instructions.filter((each) => each.index < at.index) ?? [];
  const ancestors: Instruction[] = [];
  for (let parent = stage?.parent; parent !== undefined; parent = parent.parent) ancestors.unshift(...parent.instructions);
  return [...ancestors, ...before];
}

// The walk

/** What becomes of the lists that are there after `run`. */
export function fateOfLists(file: AptFile, run: AptRun): Fate {
  const stage = stageOf(file.dockerfile, run.at);
  const walk: Walk = { file, installed: () => installedBefore(file, run), followed: new Set(), assumptions: [], exact: true, installer: undefined };
  if (run.apt.mayClean) walk.assumptions.push(switchedBy(run.at));
  const rest = stage?.instructions.filter((each) => each.index > run.at.index) ?? [];
  const ending = along(walk, rest, "stage");
  if (ending === "open" && stage !== undefined) {
    const need = beyond(walk, stage) ?? inOtherFiles(walk);
    if (need !== undefined) return need;
  }
  if (typeof ending === "object" && ending.kind === "needed") return ending;
  const cleanup = typeof ending === "object" && walk.exact && walk.assumptions.length === 0 ? ending : undefined;
  // Without -f it fails on a directory that is empty by then.
  if (typeof ending === "object" && cleanup === undefined && !ending.event.forced) {
    return { kind: "needed", at: ending.run.at, program: ending.event.program, place: "stage" };
  }
  return { kind: "free", assumptions: [...new Set(walk.assumptions)], cleanup };
}

function installedBefore(file: AptFile, { at, apt }: AptRun): ReadonlySet<string> {
  const runs = lineage(file.dockerfile, at).filter(({ keyword }) => keyword === "RUN");
  const events = [...runs.flatMap((run) => file.runOf(run).apt.events), ...apt.events];
  return new Set(events.filter(({ installs, conditional }) => installs && !conditional).flatMap(({ packages }) => packages ?? []));
}

function along(walk: Walk, instructions: readonly Instruction[], place: Need["place"]): Ending {
  for (const instruction of instructions) {
    if (instruction.keyword !== "RUN") continue;
    const ending = throughRun(walk, walk.file.runOf(instruction), place);
    if (ending !== "open") return ending;
  }
  return "open";
}

function throughRun(walk: Walk, run: AptRun, place: Need["place"]): Ending {
  const { at, apt, readable, mounted } = run;
  if (!readable && mentionsApt(at.args.text)) return { kind: "needed", at, program: "apt", place };
  if (!readable) walk.assumptions.push(`the RUN of line ${at.line}, which cannot be read here, does not install from apt's package lists`);
  for (const event of apt.events) {
    const need = needOf(walk, event, at);
    if (need && walk.installer !== undefined) return gone(walk, walk.installer);
    const fails = event.kind === "clean" && !event.forced && (event.conditional || place !== "stage" || apt.updates);
    if (need || fails) return { kind: "needed", at, program: event.program, place };
    if (event.kind === "update" || event.kind === "installer" || event.kind === "opaque") walk.exact = false;
  }
  if (apt.mayClean) walk.assumptions.push(switchedBy(at));
  const installer = apt.events.find(({ kind, conditional }) => kind === "installer" && !conditional);
  if (installer !== undefined) walk.installer = { program: installer.program, line: at.line };
  if (mounted === "lists") return "open";
  if (apt.updates) return "gone";
  const event = apt.events.find(({ kind, conditional }) => kind === "clean" && !conditional);
  return event === undefined ? "open" : { kind: "cleanup", run, event };
}

/** Its author removes the lists in some builds and keeps them in others. */
function switchedBy({ line }: Instruction): string {
  return `nobody needs the lists where the condition under which line ${line} removes them does not hold`;
}

function gone({ assumptions }: Walk, { program, line }: NonNullable<Walk["installer"]>): "gone" {
  assumptions.push(`\`${program}\` (line ${line}) runs apt-get update, so that what is installed after it does not need the older lists`);
  return "gone";
}

/** Whether an event needs the lists that were there before its script; what is only believed goes to the assumptions. */
function needOf({ assumptions, installed }: Walk, event: AptEvent, at: Instruction): boolean {
  const { kind, fresh, assumedFresh, packages, program } = event;
  if (fresh) return false;
  if (kind === "use" && !assumedFresh) return true;
  if (kind === "remove") return packages === undefined || !packages.every((name) => installed().has(name));
  if (kind === "opaque") assumptions.push(`\`${program}\` (line ${at.line}) does not install from apt's package lists without an update of its own`);
  // add-apt-repository reads no list; only an install behind it relies on its update.
  const relies = kind === "use" || (kind === "installer" && !program.endsWith("apt-repository"));
  if (relies) assumptions.push(`what \`${program}\` (line ${at.line}) installs comes from package lists that are updated in the same RUN`);
  return false;
}

/** What lies behind the end of a stage: its commands, its triggers, the stages FROM it and those that copy its root. */
function beyond(walk: Walk, stage: Stage): Need | undefined {
  return atRuntime(walk, stage) ?? inTriggers(walk, stage) ?? inChildren(walk, stage) ?? inCopies(walk, stage);
}

/** The images built FROM this one in other Dockerfiles of the repository; which of their stages are is not asked. */
function inOtherFiles({ file, assumptions }: Walk): Need | undefined {
  for (const { name, dockerfile } of file.children) {
    const child = readAptFile(dockerfile, undefined);
    const walk: Walk = { file: child, installed: () => new Set(), followed: new Set(), assumptions: [], exact: true, installer: undefined };
    const roots = stagesOf(dockerfile).filter(({ parent }) => parent === undefined);
    const need = roots.map((stage) => onwards(walk, stage, stage)).find((each) => each !== undefined);
    if (need !== undefined) return { ...need, place: "child", inFile: name };
    for (const assumption of walk.assumptions) assumptions.push(`in ${name}: ${assumption}`);
  }
  return undefined;
}

function atRuntime({ file }: Walk, stage: Stage): Need | undefined {
  for (const at of stage.instructions) {
    if (at.keyword !== "CMD" && at.keyword !== "ENTRYPOINT") continue;
    const event = file.runOf(at).apt.events.find(({ kind, fresh }) => kind === "use" && !fresh);
    if (event !== undefined) return { kind: "needed", at, program: event.program, place: "runtime" };
  }
  return undefined;
}

function inTriggers(walk: Walk, stage: Stage): Need | undefined {
  const triggers = stage.instructions.filter(({ onbuild }) => onbuild?.keyword === "RUN");
  for (const trigger of triggers) {
    const ending = throughRun(walk, walk.file.runOf(trigger), "child");
    if (typeof ending === "object" && ending.kind === "needed") return ending;
  }
  return undefined;
}

function inChildren(walk: Walk, stage: Stage): Need | undefined {
  for (const child of stagesOf(walk.file.dockerfile)) {
    const need = child.possibleParents.includes(stage) ? onwards(walk, child, child) : undefined;
    if (need !== undefined) return need;
  }
  return undefined;
}

/** Follows a stage from its beginning, or from behind one of its instructions; each place once, or chains of copies would double the way at every step. */
function onwards(walk: Walk, stage: Stage, from: Instruction | Stage): Need | undefined {
  if (walk.followed.has(from)) return undefined;
  walk.followed.add(from);
  const start = "keyword" in from ? stage.instructions.indexOf(from) + 1 : 0;
  // What updates here updates for this stage and not for its siblings.
  const { installer } = walk;
  const ending = along(walk, stage.instructions.slice(start), "child");
  const need = ending === "open" ? beyond(walk, stage) : typeof ending === "object" && ending.kind === "needed" ? ending : undefined;
  walk.installer = installer;
  return need;
}

function inCopies(walk: Walk, stage: Stage): Need | undefined {
  const { dockerfile } = walk.file;
  for (const other of stagesOf(dockerfile)) {
    for (const at of other.instructions) {
      const paths = pathsFrom(dockerfile, at, stage, other);
      if (paths.some((path) => isInside(path, "/var/lib/apt"))) return { kind: "needed", at, program: at.keyword, place: "child" };
      if (!paths.some((path) => isInside(LISTS, path))) continue;
      const need = onwards(walk, other, at);
      if (need !== undefined) return need;
    }
  }
  return undefined;
}

/** With the whole stage mounted, a command can work inside it (`chroot /mnt apt-get …`) or take the lists out. */
function wholeRoot({ args }: Instruction): string {
  return /\bchroot\b|--root\b|\/var\/lib\/apt\b/.test(args.text) ? LISTS : "/mnt";
}

/** The paths that `at` takes out of `stage`. */
function pathsFrom(dockerfile: Dockerfile, at: Instruction, stage: Stage, other: Stage): readonly string[] {
  const names = at.flags.map(({ name, value = "" }) =>
    name === "from" ? value : name === "mount" ? /(?:^|,)from=([^,]*)/.exec(value)?.[1] : undefined,
  );
  if (!names.some((name) => name !== undefined && stageNamed(dockerfile, name, other) === stage)) return [];
  if (at.keyword === "RUN") return at.flags.map(({ value = "" }) => /(?:^|,)(?:source|src)=([^,]*)/.exec(value)?.[1] ?? wholeRoot(at));
  return at.words.slice(0, -1).map(({ value }) => `/${value}`);
}
