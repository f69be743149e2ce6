/** package.json, as far as an install reads it (npm's documentation, "package.json"). */
import type { BuildContext } from "../../engine/transform.ts";
import { joinPath, type Refusal, refuse } from "./ecosystem.ts";
import { isObject, listOf, membersOf, parseJson, textOf, textsOf } from "./json.ts";

export interface Manifest {
  /** From the context root. */
  readonly path: string;
  /** From the context root, empty for the root itself. */
  readonly directory: string;
  readonly name: string | undefined;
  /** Name → range, without those that are optional too: npm counts them as optional only. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly devDependencies: ReadonlyMap<string, string>;
  readonly optionalDependencies: ReadonlyMap<string, string>;
  readonly peerDependencies: ReadonlyMap<string, string>;
  readonly scripts: ReadonlyMap<string, string>;
  /** Files that become commands, from the manifest's directory; `undefined` when they are all files of a directory. */
  readonly bins: readonly string[] | undefined;
  readonly workspaces: readonly string[];
  readonly fields: ReadonlyMap<string, unknown>;
}

export function readManifest(build: BuildContext, path: string): Manifest | Refusal {
  const text = build.read(path);
  const value = text === "unknown" ? undefined : parseJson(text);
  if (!isObject(value))
    return refuse("manifest-unreadable", `\`${path}\` is empty or no JSON, so that nobody can say what the install reads; mend the file`);
  return manifestOf(path, membersOf(value));
}

export function isManifest(answer: Manifest | Refusal): answer is Manifest {
  return "scripts" in answer;
}

function manifestOf(path: string, fields: ReadonlyMap<string, unknown>): Manifest {
  const optionalDependencies = textsOf(fields.get("optionalDependencies"));
  const dependencies = [...textsOf(fields.get("dependencies"))].filter(([name]) => !optionalDependencies.has(name));
  const workspaces = fields.get("workspaces");
  return {
    path,
    directory: joinPath(path, "..") ?? "",
    name: textOf(fields.get("name")),
    dependencies: new Map(dependencies),
    devDependencies: textsOf(fields.get("devDependencies")),
    optionalDependencies,
    peerDependencies: textsOf(fields.get("peerDependencies")),
    scripts: textsOf(fields.get("scripts")),
    bins: binsOf(fields),
    workspaces: Array.isArray(workspaces) ? listOf(workspaces) : listOf(membersOf(workspaces).get("packages")),
    fields,
  };
}

function binsOf(fields: ReadonlyMap<string, unknown>): readonly string[] | undefined {
  if (membersOf(fields.get("directories")).has("bin")) return undefined;
  const bin = fields.get("bin");
  return typeof bin === "string" ? [bin] : [...textsOf(bin).values()];
}

/** Everything that an install of the project itself brings: what peers ask for is brought by others. */
export function requirementsOf(manifest: Manifest): readonly (readonly [name: string, range: string])[] {
  return [...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies];
}

export function requires(manifest: Manifest, name: string): boolean {
  return requirementsOf(manifest).some(([required]) => required === name);
}
