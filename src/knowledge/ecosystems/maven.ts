/**
 * Maven: `dependency:go-offline` downloads what pom.xml names, put above the sources; the build itself stays below them and downloads the rest.
 * It downloads more than some builds need and misses what plugins look up later (Maven Dependency Plugin, "dependency:go-offline"), hence unsafe.
 */
import { isUnknown, type OptionTable, quoteWords } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal } from "./ecosystem.ts";
import { inProject, joinPath, missing, refuse } from "./ecosystem.ts";
import {
  directoryCopies,
  directoryOf,
  fileCopies,
  isRefusal,
  nearest,
  placeInContext,
  readManifest,
  unknownDirectory,
  unreadable,
} from "./manifests.ts";
import { mutates } from "./mutates.ts";
import { elementsOf, readXml, textOfElement } from "./xml.ts";

const VALUED: OptionTable["valued"] = new Set(
  "-P --activate-profiles -f --file -s --settings -gs --global-settings -t --toolchains -gt --global-toolchains -pl --projects -rf --resume-from -T --threads -l --log-file -b --builder -D --define -ep --encrypt-password -emp --encrypt-master-password -color --color".split(
    " ",
  ),
);

export const maven: Ecosystem = { id: "maven", programs: ["mvn", "mvnw", "mvnd"], fetchesOnTheWay: true, recognise, plan };

interface MavenLine {
  readonly goals: Argv;
  /** Option as written → value; `undefined`: not literal. `-Dx=y` stands under `-Dx`. */
  readonly options: readonly { readonly name: string; readonly words: Argv; readonly value: string | undefined }[];
}

function readMaven(args: Argv): MavenLine {
  const goals: (string | undefined)[] = [];
  const options: MavenLine["options"][number][] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word?.startsWith("-") !== true) {
      goals.push(word);
    } else if (VALUED.has(word)) {
      const value = args[++at];
      options.push({ name: word, words: [word, value], value });
    } else {
      const [, name = word, value = ""] = /^(-D[^=]+|--[^=]+|-[sfP](?=[^\w]|\w))(?:=?)(.*)$/s.exec(word) ?? [];
      options.push({ name: /^-(?:N|ntp|nsu|gs|gt|pl|rf|fae|ff|fn|llr|cpu|npu|npr|am|amd)$/.test(word) ? word : name, words: [word], value });
    }
  }
  return { goals, options };
}

function optionValues({ options }: MavenLine, ...names: readonly string[]): Argv {
  return options.filter(({ name }) => names.includes(name)).map(({ value }) => value);
}

function recognise(program: string, args: Argv): Recognised | undefined {
  const line = readMaven(args);
  const has = (...names: readonly string[]): boolean => line.options.some(({ name }) => names.includes(name));
  if (has("-v", "--version", "-h", "--help")) return { kind: "independent" };
  const [file] = optionValues(line, "-f", "--file");
  if (has("-f", "--file") && isUnknown(file)) return unknownDirectory("maven");
  const place = file === undefined ? {} : { directory: /\.(?:xml|pom)$/.test(file) ? (joinParent(file) ?? ".") : file };
  const first = line.goals.find((goal) => goal !== "clean");
  if (line.goals.every((goal) => goal === "clean") && line.goals.length > 0) return { kind: "build" };
  if (/^versions:(?:set|update|use)/.test(first ?? "")) return mutates(`mvn ${first}`, place.directory);
  if (/^(?:archetype:|install:install-file|deploy:deploy-file|help:)/.test(first ?? "")) return { kind: "build" };
  // Coordinates on the command line: nothing of the project is read.
  if (
    /(?:^|:)dependency(?:-plugin:[\d.]+)?:(?:get|copy)$|^org\.apache\.maven\.plugins:maven-dependency-plugin:[\d.]+:(?:get|copy)$/.test(first ?? "")
  )
    return { kind: "independent" };
  if (has("-o", "--offline")) return { kind: "build" };
  return { kind: "install", program, ...place, words: args };
}

function joinParent(file: string): string | undefined {
  return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) || "/" : undefined;
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const line = readMaven(install.words);
  const [file = "pom.xml"] = optionValues(line, "-f", "--file").filter((value) => value !== undefined && /\.(?:xml|pom)$/.test(value));
  const poms = pomClosure(install, project, inProject(project, file.replace(/^.*\//, "")));
  if (isRefusal(poms)) return poms;
  if (line.options.some(({ name }) => /^-(?:pl|-projects)$/.test(name))) return multiModule(inProject(project, file));
  const copies = copiesOf(install, project, line, poms);
  if ("kind" in copies) return copies;
  const writes = repositories(project, line);
  if (isDownload(line)) return { kind: "plan", copies, writes };
  const insert = downloadCommand(install, line);
  if (insert === undefined)
    return refuse(
      "install-not-literal",
      "the arguments of maven are not literal, so that no `dependency:go-offline` can be put above the sources; write them out",
    );
  return {
    kind: "plan",
    copies,
    insert,
    writes,
    safety: "unsafe",
    assumes: [
      "`dependency:go-offline` can resolve everything that pom.xml names, also what this build does not need; what it misses the build downloads itself, as before",
    ],
  };
}

/** The wrapper and `.mvn`, settings and toolchains go with the poms. */
function copiesOf(install: InstallCommand, project: Project, line: MavenLine, poms: readonly string[]): Plan["copies"] | Refusal {
  const settings = optionValues(line, "-s", "--settings", "-gs", "--global-settings", "-t", "--toolchains").flatMap((each) =>
    isUnknown(each) ? [] : (project.contextPath(each) ?? []),
  );
  const wrapper = install.program === "mvnw" ? [inProject(project, "mvnw")] : [];
  if (wrapper.some((path) => !project.build.has(path))) return missing(project, inProject(project, "mvnw"));
  const configuration = nearest(install, project, ".mvn");
  const directories = configuration === undefined ? [] : [configuration];
  const config = configuration === undefined ? "" : project.build.read(`${configuration}/maven.config`);
  if (/(?:^|\s)(?:-s|-gs|-t|-gt|-f|--(?:global-)?(?:settings|toolchains|file))(?:[\s=]|$)/m.test(config))
    return unreadable(`${configuration}/maven.config`, "it names further files");
  const beside = settings.filter((path) => !directories.some((directory) => path.startsWith(`${directory}/`)));
  return [...directoryCopies(directories), ...fileCopies([...poms, ...wrapper, ...beside.sort()])];
}

/** A local repository in the project. */
function repositories(project: Project, line: MavenLine): Plan["writes"] {
  const paths = optionValues(line, "-Dmaven.repo.local").flatMap((value) => (isUnknown(value) ? [] : (placeInContext(project, value) ?? [])));
  return paths.flatMap((path) => (path === "" ? [] : [{ path, pattern: path }]));
}

/** Only goals that download: the command itself goes above the sources. */
function isDownload({ goals }: MavenLine): boolean {
  const download = /(?:^|:)(?:maven-)?dependency(?:-plugin)?(?::\d[\w.-]*)?:(?:go-offline|resolve|resolve-plugins|tree|list)$/;
  return (
    goals.length > 0 &&
    goals.every((goal) => goal !== undefined && (download.test(goal) || goal === "clean")) &&
    goals.some((goal) => goal !== "clean")
  );
}

const KEPT =
  /^-(?:q|B|U|N|P|s|gs|gt|t|f|e|ntp|nsu|C|-quiet|-batch-mode|-update-snapshots|-non-recursive|-activate-profiles|-settings|-global-settings|-toolchains|-global-toolchains|-file|-no-transfer-progress|-define|D)$|^-D(?!skip|maven\.(?:test|javadoc|install|deploy|site)\.skip|test\b|maven\.artifact\.threads)/;

/** Profiles and properties can change what pom.xml means; what only concerns tests and documentation is left out. */
function downloadCommand({ program }: InstallCommand, { options }: MavenLine): string | undefined {
  const words = options.filter(({ name }) => KEPT.test(name) && !/skip/i.test(name)).flatMap((option) => option.words);
  return quoteWords([program === "mvnw" ? "./mvnw" : program, ...words, "dependency:go-offline"]);
}

function multiModule(path: string): Refusal {
  return refuse(
    "maven-multi-module",
    `\`${path}\` builds several modules, which depend on each other before they are built: nothing can be resolved above the sources; mount a cache on /root/.m2 instead`,
  );
}

/** pom.xml and its parents in the context; a parent that is not there comes from a repository. */
function pomClosure(install: InstallCommand, project: Project, start: string): readonly string[] | Refusal {
  const paths: string[] = [];
  let path: string | undefined = start;
  while (path !== undefined && !paths.includes(path)) {
    const manifest = readManifest(project, path);
    if (isRefusal(manifest)) return manifest;
    const xml = readXml(manifest.text);
    if (xml === undefined) return unreadable(path);
    if (path === start && elementsOf(xml, "modules").some(({ content }) => /<module>/.test(content))) return multiModule(path);
    if (elementsOf(xml, "systemPath").length > 0 || /<url>\s*file:/.test(xml)) {
      return refuse("local-dependency", `\`${path}\` takes artefacts from a directory of the project; copy it before the install by hand`);
    }
    if (elementsOf(xml, "activation").some(({ content }) => /<(?:exists|missing)>/.test(content)))
      return unreadable(path, "a profile of it depends on which files are there");
    paths.push(path);
    const parent = parentOf(install, project, path, xml);
    if (parent !== undefined && typeof parent !== "string") return parent;
    path = parent;
  }
  return paths;
}

/** `../pom.xml` unless relativePath says otherwise; empty: from a repository (Maven's POM reference, "Inheritance"). */
function parentOf(install: InstallCommand, project: Project, path: string, xml: string): Refusal | string | undefined {
  const [parent] = elementsOf(xml, "parent");
  if (parent === undefined) return undefined;
  const isEmpty = /<relativePath\s*\/>/.test(parent.content);
  const written = isEmpty ? "" : textOfElement(parent.content, "relativePath");
  if (written === "") return undefined;
  const relative = written ?? "../pom.xml";
  const within = joinPath(directoryOf(path), relative);
  const found = within === undefined ? undefined : /\.(?:xml|pom)$/.test(within) ? within : joinPath(within, "pom.xml");
  const isThere = found !== undefined && project.build.has(found) && isBrought(install, project, path, relative);
  if (isThere) return found;
  if (written === undefined) return undefined;
  return refuse(
    "manifest-not-found",
    `the parent of \`${path}\` is \`${relative}\`, which is not part of what is copied; build from a directory that has both`,
  );
}

/** The parent lies in a directory above: the copies have to bring that one too. */
function isBrought(install: InstallCommand, project: Project, path: string, relative: string): boolean {
  if (directoryOf(path) !== project.directory) return true;
  return project.contextPath(`${install.directory ?? "."}/${relative}`) !== undefined;
}
