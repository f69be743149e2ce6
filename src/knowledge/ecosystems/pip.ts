/** pip: `pip install -r` reads the named files. */
import {
  type Argv,
  type Ecosystem,
  type InstallCommand,
  joinPath,
  missing,
  type Plan,
  type Project,
  type Recognised,
  type Refusal,
  refuse,
} from "./ecosystem.ts";

export const pip: Ecosystem = {
  id: "pip",
  programs: ["pip", "pip3", "python", "python3"],
  recognise,
  plan,
};

function recognise(program: string, args: Argv): Recognised | undefined {
  if (program.startsWith("python")) {
    if (args[0] === "-m" && args[1] === "pip") return recognise("pip", args.slice(2));
    return args[0] === "--version" ? { kind: "independent" } : undefined;
  }
  if (args[0] === "cache") return { kind: "cleanup", ofCache: true };
  if (args[0] !== "install") return undefined;
  const files = args.flatMap((word, index) => (/^(?:-r|--requirement|-c|--constraint)$/.test(args[index - 1] ?? "") ? [word ?? "$"] : []));
  const rest = args.slice(1).filter((word) => word !== undefined && !word.startsWith("-") && !files.includes(word));
  if (rest.some((word) => /^[./]/.test(word ?? "")))
    return {
      kind: "refused",
      code: "installs-project",
      reason: "pip installs the project itself, which needs its sources",
      files: rest.map((word) => word ?? ""),
    };
  return files.length === 0 ? { kind: "independent" } : { kind: "install", program, words: args, files };
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const sources = new Map<string, string[]>();
  for (const file of install.files ?? []) {
    const path = project.contextPath(file);
    if (path === undefined) continue;
    if (!project.build.has(path)) return missing(project, path);
    if (/^\s*(?:-[rcef]|--|\.)/m.test(project.build.read(path))) return refuse("local-dependency", `\`${path}\` names further files`);
    const directory = joinPath(path, "..") ?? "";
    sources.set(directory, [...(sources.get(directory) ?? []), path]);
  }
  const copies = [...sources].map(([to, paths]) => ({ kind: "files" as const, sources: paths, to }));
  return { kind: "plan", copies, writes: [] };
}
