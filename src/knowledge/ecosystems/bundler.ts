/** Bundler: `bundle install` reads Gemfile and Gemfile.lock, and what the Gemfile, which is a program, names (Bundler's documentation). */
import { hasOption, isUnknown, type OptionTable, readCommandLine, valuesOf } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal, Written } from "./ecosystem.ts";
import { inProject, joinPath, present, refuse } from "./ecosystem.ts";
import { type Gemfile, lockDrift, readGemfile, readGemLock } from "./gemfile.ts";
import {
  directoryCopies,
  directoryOf,
  fileCopies,
  isRefusal,
  NO_LOCK,
  placeInContext,
  readManifest,
  unknownDirectory,
  unreadable,
  writtenByVariables,
} from "./manifests.ts";
import { mutates } from "./mutates.ts";

const OPTIONS: OptionTable = {
  valued: new Set([
    "gemfile",
    "path",
    "jobs",
    "retry",
    "without",
    "with",
    "trust-policy",
    "shebang",
    "binstubs",
    "standalone",
    "cache-path",
    "target-rbconfig",
    "prefer-local",
  ]),
  short: { j: "jobs", P: "trust-policy", r: "retry" },
};
/** Options that Bundler 1 and 2 write into `.bundle/config`. */
const REMEMBERED = ["without", "with", "path", "deployment", "system", "clean", "no-prune", "shebang", "frozen"];
const VENDOR = "vendor/bundle";

export const bundler: Ecosystem = { id: "bundler", programs: ["bundle", "bundler", "gem"], recognise, plan };

function recognise(program: string, args: Argv): Recognised | undefined {
  if (program === "gem") return ofGem(args);
  const line = readCommandLine(args, OPTIONS);
  const [command = "install"] = line.operands;
  if (hasOption(line, "version", "v", "help") || /^(?:doctor|env|gem|help|platform|version)$/.test(command)) return { kind: "independent" };
  if (command === "config") return configured(line.operands.slice(1), hasOption(line, "local"));
  if (/^(?:add|lock|remove|update|init|outdated|inject)$/.test(command)) return mutates(`bundle ${command}`, undefined);
  if (command === "clean") return { kind: "cleanup", ofCache: false };
  const files = valuesOf(line, "gemfile");
  if (files.some(isUnknown)) return unknownDirectory("bundler");
  // `bundle check` asks whether an install is needed.
  if (command !== "install" && command !== "check") return { kind: "build" };
  return { kind: "install", program, words: args, ...(files.length === 0 ? {} : { files: files.flatMap((file) => file ?? []) }) };
}

/** What is set decides where the gems go: `bundle config set --local path vendor/bundle`. */
function configured(operands: Argv, isLocal: boolean): Recognised {
  const [name, value] = operands[0] === "set" || operands[0] === "unset" ? operands.slice(1) : operands;
  const path = name === "path" && value !== undefined && !isUnknown(value) ? value : name === "deployment" ? VENDOR : undefined;
  const creates: readonly Written[] = [
    ...(isLocal ? [{ path: ".bundle", pattern: "**/.bundle" }] : []),
    ...(path === undefined || path.startsWith("/") ? [] : [{ path, pattern: `**/${path.replace(/^\.\//, "").replace(/\/+$/, "")}` }]),
  ];
  return { kind: "independent", reads: [".bundle/config"], ...(creates.length === 0 ? {} : { creates }) };
}

function ofGem(args: Argv): Recognised {
  const words = args.filter((word) => word?.startsWith("-") !== true);
  if (/^(?:cleanup|uninstall)$/.test(words[0] ?? "")) return { kind: "cleanup", ofCache: false };
  const isLocal =
    words.some((word) => word === undefined || /\.gem(?:spec)?$|^\.{0,2}\//.test(word)) ||
    args.some((word) => /^(?:-g|--file|-l|--local)/.test(word ?? ""));
  if (isLocal) return { kind: "build" };
  return /^(?:environment|help|info|install|list|outdated|pristine|search|sources|update|which)?$/.test(words[0] ?? "")
    ? { kind: "independent" }
    : { kind: "build" };
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const path = gemfilePath(install, project);
  if (typeof path !== "string") return path;
  const remembered = inProject({ ...project, directory: directoryOf(path) }, ".bundle/config");
  // Elsewhere than in the official images bundle config writes that file, and the copy of the sources would put the old one back.
  if (/^BUNDLE_(?:PATH|DEPLOYMENT)\b/m.test(project.build.read(remembered)) || (!isOfficial(project) && project.build.has(remembered))) {
    return refuse(
      "settings-name-files",
      `\`${remembered}\` sends the gems into the project, where the sources may overlay them; leave it out of the image`,
    );
  }
  const place = { ...project, directory: directoryOf(path) };
  const gemfiles = closure(place, path);
  if (isRefusal(gemfiles)) return gemfiles;
  const refusal = gemfiles.map(({ path: each, gemfile }) => obstacle(each, gemfile)).find((each) => each !== undefined);
  if (refusal !== undefined) return refusal;
  const lock = present(place, [/(?:^|\/)gems\.rb$/.test(path) ? "gems.locked" : `${path.replace(/^.*\//, "")}.lock`]);
  const state = lock[0] === undefined ? { advice: [NO_LOCK("Gemfile.lock")] } : lockState(install, place, lock[0], gemfiles);
  if (isRefusal(state)) return state;
  const read = gemfiles.flatMap(({ gemfile }) => present(place, gemfile.files));
  const beside = [...gemfiles.slice(1).map((each) => each.path), ...read, ...present(place, [".bundle/config"])].sort();
  const cached = inProject(place, "vendor/cache");
  return {
    kind: "plan",
    copies: [...fileCopies([path, ...lock, ...beside]), ...(project.build.isDirectory(cached) ? directoryCopies([cached]) : [])],
    writes: writesOf(install, place),
    ...state,
  };
}

function gemfilePath(install: InstallCommand, project: Project): Refusal | string {
  const named = install.files?.at(-1) ?? (project.variables.has("BUNDLE_GEMFILE") ? (project.variables.get("BUNDLE_GEMFILE") ?? "$") : undefined);
  if (named === undefined) return present(project, ["Gemfile", "gems.rb"])[0] ?? inProject(project, "Gemfile");
  const path = isUnknown(named)
    ? undefined
    : (project.contextPath(named) ?? (named.startsWith("/") ? undefined : joinPath(project.directory, named)));
  return path ?? refuse("manifest-not-found", "the Gemfile that is named is not part of what is copied from the build context; write its path out");
}

interface Named {
  readonly path: string;
  readonly gemfile: Gemfile;
}

function closure(project: Project, start: string): readonly Named[] | Refusal {
  const found: Named[] = [];
  const queue = [start];
  for (const path of queue) {
    if (found.some((each) => each.path === path)) continue;
    const manifest = readManifest(project, path);
    if (isRefusal(manifest)) return manifest;
    const gemfile = readGemfile(manifest.text);
    found.push({ path, gemfile });
    for (const name of gemfile.further) {
      const further = joinPath(directoryOf(path), name);
      if (further === undefined) return refuse("local-dependency", `\`${path}\` evaluates \`${name}\`, which is outside of the build context`);
      queue.push(further);
    }
  }
  return found;
}

function obstacle(path: string, { hasGemspec, local, opaque }: Gemfile): Refusal | undefined {
  if (hasGemspec)
    return refuse("gemspec", `\`${path}\` takes its gems from a gemspec, which reads sources (version.rb, lists of files); order the copies by hand`);
  if (local !== undefined)
    return refuse("local-dependency", `\`${path}\` takes gems from a directory (${local}); copy it before the install by hand`);
  return opaque === undefined ? undefined : unreadable(path, `\`${opaque}\` may read any file`);
}

/** Bundler writes the lockfile anew when it does not fit, and the copy of the sources would put the old one back (Correction 9). */
function lockState(install: InstallCommand, project: Project, path: string, gemfiles: readonly Named[]): Pick<Plan, "assumes" | "safety"> | Refusal {
  const line = readCommandLine(install.words, OPTIONS);
  const isSet = (name: string) => /^(?:1|true)$/.test(project.variables.get(name) ?? "");
  if (hasOption(line, "frozen", "deployment") || isSet("BUNDLE_FROZEN") || isSet("BUNDLE_DEPLOYMENT")) return {};
  const lock = readGemLock(project.build.read(path));
  if (lock === undefined) return unreadable(path, "it cannot be read to its end, so that nobody can say whether bundler would rewrite it");
  const gems = new Map(gemfiles.flatMap(({ gemfile }) => [...gemfile.gems]));
  const isConditional = gemfiles.some(({ gemfile }) => gemfile.isConditional);
  const drift = isConditional ? undefined : lockDrift(gems, lock);
  if (drift !== undefined) {
    return refuse(
      "lock-out-of-sync",
      `\`${path}\` does not fit: ${drift}; bundler would rewrite it, and the copy of the sources would put the old one back; run bundle lock and commit it`,
    );
  }
  return isConditional ? { safety: "unsafe", assumes: [`\`${path}\` is up to date with the Gemfile, so that bundler does not rewrite it`] } : {};
}

/** These images keep both the gems and `.bundle/config` outside of the project (BUNDLE_APP_CONFIG). */
function isOfficial({ image, variables }: Project): boolean {
  return /^(?:docker\.io\/)?(?:library\/)?ruby(?::|$)/.test(image ?? "") || variables.has("BUNDLE_APP_CONFIG");
}

function writesOf(install: InstallCommand, project: Project): readonly Written[] {
  const line = readCommandLine(install.words, OPTIONS);
  const isDeployment = hasOption(line, "deployment") || /^(?:1|true)$/.test(project.variables.get("BUNDLE_DEPLOYMENT") ?? "");
  const named = valuesOf(line, "path").at(-1) ?? project.variables.get("BUNDLE_PATH") ?? (isDeployment ? VENDOR : undefined);
  const path = isUnknown(named) ? undefined : placeInContext(project, named.replace(/^\.\//, ""));
  const isRemembered = !isOfficial(project) && hasOption(line, ...REMEMBERED);
  return [
    ...(path === undefined || path === "" ? [] : [{ path, pattern: path }]),
    ...writtenByVariables(project, { GEM_HOME: "" }),
    ...(isRemembered ? [{ path: inProject(project, ".bundle"), pattern: "**/.bundle" }] : []),
  ];
}
