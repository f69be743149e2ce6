/**
 * Composer: packages are installed above the sources without scripts and autoloader, which need them; the existing command stays below, finds
 * nothing left to install, and does the rest (composer's documentation, "install"). Plugins run in both, hence unsafe.
 */
import { hasOption, isUnknown, type OptionTable, quoteWords, readCommandLine, valuesOf } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal } from "./ecosystem.ts";
import { inProject, present, refuse } from "./ecosystem.ts";
import { listOf, membersOf, parseJson, textOf } from "./json.ts";
import { directoryOption, fileCopies, isRefusal, NO_LOCK, placeInContext, readManifest, unreadable } from "./manifests.ts";
import { mutates } from "./mutates.ts";

const OPTIONS: OptionTable = {
  valued: new Set(["working-dir", "prefer-install", "ignore-platform-req", "apcu-autoloader-prefix", "audit-format", "format"]),
  short: { d: "working-dir", n: "no-interaction", o: "optimize-autoloader", a: "classmap-authoritative", q: "quiet", v: "verbose" },
};

const INDEPENDENT = /^(?:about|create-project|diagnose|global|help|list|search|self-update|selfupdate)$/;
const MUTATING = /^(?:init|remove|require|update|upgrade|u|r|bump)$/;

export const composer: Ecosystem = { id: "composer", programs: ["composer", "composer.phar", "php"], recognise, plan };

function recognise(program: string, args: Argv): Recognised | undefined {
  if (program === "php") return ofPhp(args);
  const line = readCommandLine(args, OPTIONS);
  const place = directoryOption("composer", valuesOf(line, "working-dir"));
  if ("kind" in place) return place;
  const [command] = line.operands;
  if (command === undefined) return line.operands.length === 0 ? { kind: "independent" } : undefined;
  if (INDEPENDENT.test(command)) return { kind: "independent" };
  if (/^(?:clear-?cache|cc)$/.test(command)) return { kind: "cleanup", ofCache: true };
  if (command === "config") return hasOption(line, "global", "g") ? { kind: "independent" } : mutates("composer config", place.directory);
  if (MUTATING.test(command)) return mutates(`composer ${command}`, place.directory);
  return /^(?:install|i)$/.test(command) ? { kind: "install", program, ...place, words: args } : { kind: "build" };
}

/** `php composer.phar install`; options of php itself take no further word when they are written together. */
function ofPhp(args: Argv): Recognised {
  const at = args.findIndex((word) => word === undefined || !/^-d?\S*=|^-n$/.test(word));
  const script = args[at];
  if (script === undefined || !/(?:^|\/)composer(?:\.phar)?$/.test(script)) return { kind: "build" };
  const found = recognise("composer", args.slice(at + 1));
  return found?.kind === "install" ? { ...found, program: "php", words: args } : (found ?? { kind: "build" });
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  if (project.variables.has("COMPOSER")) {
    return refuse("settings-name-files", "COMPOSER names another manifest than composer.json; give it that name, or order the copies by hand");
  }
  const manifest = readManifest(project, inProject(project, "composer.json"));
  if (isRefusal(manifest)) return manifest;
  const json = membersOf(parseJson(manifest.text));
  if (json.size === 0) return unreadable(manifest.path, "it is no JSON object");
  const refusal = obstacle(manifest.path, json) ?? recipes(manifest.path, json, project);
  if (refusal !== undefined) return refusal;
  const lock = present(project, ["composer.lock"]);
  const phar = install.words.flatMap((word) => (word?.endsWith("composer.phar") === true ? (project.contextPath(word) ?? []) : []));
  const vendor = vendorOf(project, json);
  return withInsert(install, {
    kind: "plan",
    copies: fileCopies([manifest.path, ...lock, ...present(project, ["auth.json", "symfony.lock"]), ...phar]),
    writes: vendor === undefined ? [] : [{ path: vendor, pattern: vendor }],
    safety: "unsafe",
    assumes: ["the plugins of composer do without the sources while the packages are installed, and change nothing but the vendor directory"],
    ...(lock.length === 0 ? { advice: [NO_LOCK("composer.lock")] } : {}),
  });
}

/** What builds the class map needs the sources. */
const AUTOLOADER = /^(?:-[oa]+|--(?:optimize-autoloader|classmap-authoritative|apcu-autoloader))$/;

function withInsert({ program, words }: InstallCommand, plan: Plan): Plan | Refusal {
  const line = readCommandLine(words, OPTIONS);
  const missingFlags = ["--no-scripts", "--no-autoloader"].filter((flag) => !hasOption(line, flag.slice(2)));
  if (missingFlags.length === 0) return plan;
  const insert = quoteWords([program, ...words.filter((word) => word === undefined || !AUTOLOADER.test(word)), ...missingFlags]);
  if (insert !== undefined) return { ...plan, insert };
  return refuse(
    "install-not-literal",
    "the arguments of composer are not literal, so that the packages cannot be installed above the sources; write them out",
  );
}

/** Events of packages fire while they are installed, which the existing command then no longer does. */
const REPLAYED = /^(?:pre|post)-(?:install-cmd|autoload-dump|root-package-install|create-project-cmd|status-cmd|update-cmd|archive-cmd|command-run)$/;

function obstacle(path: string, json: ReadonlyMap<string, unknown>): Refusal | undefined {
  const scripts = [...membersOf(json.get("scripts")).keys()];
  const early = scripts.find((name) => /^(?:pre|post)-/.test(name) && !REPLAYED.test(name)) ?? scripts.find((name) => name === "pre-install-cmd");
  if (early !== undefined) {
    return refuse(
      "lifecycle-script",
      `\`${path}\` runs a script at ${early}, while packages are installed, which may need the sources; order the copies by hand`,
    );
  }
  const repositories = Object.values(Object(json.get("repositories") ?? {})).map(membersOf);
  const isLocal = repositories.some(
    (each) => /^(?:path|artifact)$/.test(textOf(each.get("type")) ?? "") || /^(?:\.|\/|file:)/.test(textOf(each.get("url")) ?? ""),
  );
  const extra = membersOf(json.get("extra"));
  const merges = listOf(membersOf(extra.get("merge-plugin")).get("include")).length > 0 || extra.has("patches") || extra.has("patches-file");
  if (isLocal || merges) {
    return refuse(
      "local-dependency",
      `\`${path}\` takes packages, patches or further manifests from the project (repositories, patches, merge-plugin); copy them before the install by hand`,
    );
  }
  if (!extra.has("installer-paths")) return undefined;
  return refuse(
    "install-writes-tracked-paths",
    `\`${path}\` puts packages outside of the vendor directory (installer-paths), where the copy of the sources would overlay them`,
  );
}

/** Flex runs the recipe of every package that symfony.lock does not name: they write and amend configuration (Flex's documentation, "recipes"). */
function recipes(path: string, json: ReadonlyMap<string, unknown>, project: Project): Refusal | undefined {
  const isRequired = ["require", "require-dev"].some((name) => membersOf(json.get(name)).has("symfony/flex"));
  if (!isRequired || present(project, ["symfony.lock"]).length > 0) return undefined;
  return refuse(
    "install-writes-tracked-paths",
    `\`${path}\` requires symfony/flex and there is no symfony.lock, so that its recipes write configuration, which the copy of the sources would overlay; commit symfony.lock`,
  );
}

function vendorOf(project: Project, json: ReadonlyMap<string, unknown>): string | undefined {
  const variable = project.variables.get("COMPOSER_VENDOR_DIR");
  const name = variable ?? textOf(membersOf(json.get("config")).get("vendor-dir")) ?? "vendor";
  if (isUnknown(name) || name.startsWith("$")) return inProject(project, "vendor");
  return placeInContext(project, name.replace(/^\.\//, "").replace(/\/+$/, ""));
}
