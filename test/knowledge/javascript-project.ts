/** A build context in memory, and what a package manager makes of a command line in it. */

import type { BuildContext } from "../../src/engine/transform.ts";
import type { Ecosystem, Plan, Project, Refusal } from "../../src/knowledge/ecosystems/ecosystem.ts";

export interface Setting {
  readonly directory?: string;
  readonly image?: string;
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly ignored?: readonly string[];
  readonly modes?: Readonly<Record<string, number>>;
  /** The context below the repository, `.` for its root. */
  readonly root?: string;
}

/** Path → text; an object is written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

export function contextOf(files: Files, { ignored = [], modes = {}, root = "app" }: Setting = {}): BuildContext {
  const texts = new Map(Object.entries(files).map(([path, text]) => [path, typeof text === "string" ? text : JSON.stringify(text)]));
  const visible = [...texts.keys()].filter((path) => !ignored.includes(path));
  const trimmed = (path: string) => path.replace(/\/$/, "");
  const isDirectory = (path: string) => path === "" || visible.some((file) => file.startsWith(`${trimmed(path)}/`));
  const matcher = (glob: string) =>
    new RegExp(
      `^${glob
        .replace(/[.+^$()|{}]/g, "\\$&")
        .replaceAll("*", "[^/]*")
        .replaceAll("?", "[^/]")}$`,
    );
  return {
    root,
    has: (path) => visible.includes(trimmed(path)) || isDirectory(path),
    isDirectory,
    read: (path) => (visible.includes(path) && texts.get(path) !== "" ? (texts.get(path) ?? "unknown") : "unknown"),
    list: (glob) => visible.filter((path) => matcher(glob).test(path)).sort(),
    isIgnored: (path) => ignored.includes(path),
    mode: (path) => modes[path] ?? 0o644,
    kind: () => "text",
    ignoreFile: { path: ".dockerignore", text: ignored.length === 0 ? undefined : ignored.join("\n") },
    tracked: () => "unknown",
    isLinked: () => false,
  };
}

/** The whole context is copied to /app, and the command runs in `directory` of it. */
export function projectOf(files: Files, setting: Setting = {}): Project {
  const { directory = "", variables = {}, image } = setting;
  return {
    build: contextOf(files, setting),
    directory,
    contextPath: (path) => {
      const parts: string[] = [];
      for (const part of (path.startsWith("/") ? path : `/app/${directory}/${path}`).split("/")) {
        if (part === "..") parts.pop();
        else if (part !== "" && part !== ".") parts.push(part);
      }
      return parts[0] === "app" ? parts.slice(1).join("/") : undefined;
    },
    variables: new Map(Object.entries(variables)),
    image,
    ships: true,
  };
}

/** What a command line is: `install`, `build`, `refused:code` …; `-` for what is not known. */
export function kindOf(ecosystem: Ecosystem, line: string): string {
  const [program = "", ...args] = line.split(" ");
  const recognised = ecosystem.recognise(
    program,
    args.map((word) => (word.includes("$") ? undefined : word)),
  );
  if (recognised === undefined) return "-";
  if (recognised.kind === "refused") return `refused:${recognised.code}`;
  return recognised.kind === "cleanup" ? `cleanup:${recognised.ofCache ? "cache" : "project"}` : recognised.kind;
}

/** The plan for a command line. */
export function planOf(ecosystem: Ecosystem, line: string, files: Files, setting: Setting = {}): Plan | Refusal {
  const [program = "", ...args] = line.split(" ");
  const install = ecosystem.recognise(program, args);
  if (install?.kind !== "install") throw new Error(`${line} is no install`);
  return ecosystem.plan(install, projectOf(files, setting));
}

/** The COPY lines of the plan, `a b → to`, a directory with a slash behind it; or the code of the refusal. */
export function copiesOf(ecosystem: Ecosystem, line: string, files: Files, setting: Setting = {}): readonly string[] | string {
  const plan = planOf(ecosystem, line, files, setting);
  if (plan.kind === "refusal") return plan.code;
  return plan.copies.map(({ kind, sources, to }) => `${sources.join(" ")}${kind === "directory" ? "/" : ""} → ${to}`);
}
