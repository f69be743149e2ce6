/** Yarn 1: `yarn install` reads package.json, yarn.lock and .yarnrc. */
import {
  type Argv,
  type Ecosystem,
  type InstallCommand,
  inProject,
  missing,
  type Plan,
  type Project,
  present,
  type Recognised,
  type Refusal,
} from "./ecosystem.ts";

export const yarn: Ecosystem = {
  id: "yarn",
  programs: ["yarn"],
  recognise,
  plan,
};

function recognise(program: string, args: Argv): Recognised | undefined {
  const at = args.indexOf("--cwd");
  const directory = at < 0 ? undefined : args[at + 1];
  const words = args.filter((word, index) => word?.startsWith("-") !== true && (at < 0 || index !== at + 1));
  const [command = "install"] = words;
  if (command === "cache") return { kind: "cleanup", ofCache: true };
  if (command === "global" || command === "config") return { kind: "independent", reads: [".npmrc", ".yarnrc"] };
  if (command === "add")
    return {
      kind: "refused",
      directory,
      code: "install-mutates-manifest",
      reason: "`yarn add` writes package.json, and the copy of the sources would take that back",
    };
  return command === "install" ? { kind: "install", program, directory, words: args } : { kind: "build" };
}

function plan(_install: InstallCommand, project: Project): Plan | Refusal {
  const manifest = inProject(project, "package.json");
  if (!project.build.has(manifest)) return missing(project, manifest);
  const lock = present(project, ["yarn.lock"]);
  const noLock = { code: "lockfile-missing", message: "there is no yarn.lock: every build may install other versions; commit one" };
  return {
    kind: "plan",
    copies: [{ kind: "files", sources: [manifest, ...lock, ...present(project, [".npmrc", ".yarnrc"])], to: project.directory }],
    writes: [{ path: inProject(project, "node_modules"), pattern: "**/node_modules" }],
    ...(lock.length === 0 ? { advice: [noLock] } : {}),
  };
}
