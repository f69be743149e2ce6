/** pnpm-workspace.yaml: members, and since pnpm 10 every setting (pnpm's documentation, "pnpm-workspace.yaml"). */
import type { BuildContext } from "../../engine/transform.ts";
import { below } from "./javascript-install.ts";
import { type Needs, NOTHING, refused } from "./needs.ts";
import { expandMembers } from "./workspaces.ts";
import { readYamlBlock, type YamlNode } from "./yaml-block.ts";

export interface PnpmWorkspace {
  /** `undefined` when nobody can tell. */
  readonly members: readonly string[] | undefined;
  /** Package → path from the workspace's directory. */
  readonly patches: ReadonlyMap<string, string>;
  readonly overrides: ReadonlyMap<string, string>;
  setting(name: string): string | undefined;
  readonly needs: Needs;
}

const PATHS = /^(?:cacheDir|globalPnpmfile|lockfileDir|modulesDir|pnpmfile|stateDir|storeDir|virtualStoreDir|scriptShell)$/m;

/** `undefined`: there is none in this directory. */
export function readPnpmWorkspace(build: BuildContext, directory: string): PnpmWorkspace | undefined {
  const path = below(directory, "pnpm-workspace.yaml");
  if (!build.has(path)) return undefined;
  const text = build.read(path);
  const sections = text === "unknown" ? new Map<string, Section>() : sectionsOf(text);
  const unclear = ["packages", "patchedDependencies"].find((key) => sections.get(key)?.isExact === false);
  const refusal =
    text === "unknown" || unclear !== undefined
      ? refused(
          "manifest-unreadable",
          `\`${path}\` is empty or has a form that dfmod does not read, so that nobody can say what the install reads; write ${unclear ?? "it"} as a plain list`,
        )
      : settingNeeds(path, sections);
  return {
    members: expandMembers(build, directory, sections.get("packages")?.node.items ?? []),
    patches: scalarsOf(sections.get("patchedDependencies")),
    overrides: scalarsOf(sections.get("overrides")),
    setting: (name) => sections.get(name)?.node.text,
    needs: refusal,
  };
}

function scalarsOf(section: Section | undefined): ReadonlyMap<string, string> {
  return new Map([...(section?.node.members ?? [])].map(([name, { text }]) => [name, text]));
}

function settingNeeds(path: string, sections: ReadonlyMap<string, Section>): Needs {
  const named = [...sections].find(([key, { node }]) => PATHS.test(key) && !/^(?:\/|~|$)/.test(node.text));
  if (named === undefined) return { ...NOTHING, files: [path] };
  return refused(
    "settings-name-files",
    `\`${path}\` sets ${named[0]} to a path of the project, which the install reads or writes; set it outside the project`,
  );
}

interface Section {
  readonly node: YamlNode;
  readonly isExact: boolean;
}

/** Each top-level key by itself, so that one unusual setting does not make the others unreadable. */
function sectionsOf(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>();
  for (const part of text.split(/^(?=[^\s#-])/m)) {
    const { root, isExact } = readYamlBlock(part);
    for (const [key, node] of root.members) sections.set(key, { node, isExact });
  }
  return sections;
}
