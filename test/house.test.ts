/** The structure of the house, held by a test: docs/architecture.md says why. */
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { checkDocs } from "../scripts/docs.ts";
import { transforms } from "../transforms/index.ts";
import { type ScannedSource, scanSource } from "./source-scanner.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const below = (folder: string): readonly string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
        .sort()
    : [];

const sources: ReadonlyMap<string, ScannedSource> = new Map(
  [...below("src"), ...below("transforms")].filter((path) => path.endsWith(".ts")).map((path) => [path, scanSource(read(path))]),
);
const places = (find: (path: string, source: ScannedSource) => readonly string[]): readonly string[] =>
  [...sources].flatMap(([path, source]) => find(path, source).map((what) => `${path}: ${what}`));

/** `src/engine/transform.ts` → `engine`; a file directly in src by its own name; `transforms`. */
function roomOf(path: string): string {
  const [top = "", room = ""] = path.split("/");
  return top === "src" ? room.replace(/\.ts$/, "") : top;
}

interface Rule {
  readonly imports: readonly string[];
  /** Rooms of which only types may be named. */
  readonly types?: readonly string[];
}

/** Who may import whom. Rooms that are not listed (cli, index, testing) may import everything. */
const RULES: Readonly<Record<string, Rule>> = {
  errors: { imports: [] },
  dockerfile: { imports: ["errors"] },
  shell: { imports: ["errors", "dockerfile", "knowledge"] },
  edit: { imports: ["errors", "dockerfile", "shell"] },
  // Image references are read by one grammar only.
  knowledge: { imports: ["errors", "dockerfile"], types: ["engine"] },
  engine: { imports: ["errors", "dockerfile", "shell", "edit"], types: ["context"] },
  transforms: { imports: ["engine", "dockerfile", "shell", "edit", "knowledge"] },
  // Build commands in scripts are read by the one shell reader, bases of images by the one Dockerfile reader.
  context: { imports: ["errors", "dockerfile", "shell"], types: ["engine"] },
  config: { imports: ["errors"], types: ["dockerfile", "engine"] },
  // The configuration's globs select files too: one matcher, so that both mean the same.
  discover: { imports: ["errors", "config"], types: ["dockerfile", "engine"] },
  report: { imports: ["errors"], types: ["dockerfile", "engine"] },
  verify: { imports: ["errors"], types: ["dockerfile", "engine"] },
  write: { imports: ["errors"], types: ["dockerfile", "engine"] },
};

const CORE: ReadonlySet<string> = new Set(["dockerfile", "shell", "edit", "engine", "knowledge", "transforms", "errors"]);

/** Each package behind one door. */
const PACKAGES: Readonly<Record<string, string>> = {
  "dockerfile-ast": "src/dockerfile/second-reader.ts",
  unbash: "src/shell/parse.ts",
  "magic-string": "src/edit/apply.ts",
  diff: "src/report/patch.ts",
  yargs: "src/cli/options.ts",
  globby: "src/discover/files.ts",
  yaml: "src/context/yaml.ts",
};

const isRelative = (specifier: string): boolean => specifier.startsWith(".");
const targetOf = (path: string, specifier: string): string => relative(root, join(root, dirname(path), specifier)).replaceAll("\\", "/");

describe("who may import whom", () => {
  test("rooms import only what stands before them", () => {
    const wrong = places((path, { imports }) =>
      imports
        .filter(({ specifier, typeOnly }) => isRelative(specifier) && !mayImport(path, targetOf(path, specifier), typeOnly))
        .map((each) => each.specifier),
    );
    expect(wrong).toEqual([]);
  });

  test("relative imports carry the .ts extension and lead to a file of src or transforms, or to the pages", () => {
    const wrong = places((path, { imports }) =>
      imports
        .map((each) => each.specifier)
        .filter(
          (specifier) =>
            isRelative(specifier) && !/\.json$|^\.\.\/\.\.\/docs\/transforms\//.test(specifier) && !sources.has(targetOf(path, specifier)),
        ),
    );
    expect(wrong).toEqual([]);
  });

  test("of the engine, transforms import the interface only, and never each other", () => {
    const wrong = places((path, { imports }) => {
      if (!path.startsWith("transforms/") || path === "transforms/index.ts") return [];
      const targets = imports.map(({ specifier }) => (isRelative(specifier) ? targetOf(path, specifier) : specifier));
      return targets.filter((target) => !/^src\/(?:dockerfile|shell|edit|knowledge)\/|^src\/engine\/transform\.ts$/.test(target));
    });
    expect(wrong).toEqual([]);
  });

  test("each npm package is imported in exactly one file", () => {
    const users = new Map<string, Set<string>>();
    for (const [path, { imports }] of sources) {
      for (const { specifier } of imports) {
        if (isRelative(specifier) || specifier.startsWith("node:")) continue;
        const name = specifier
          .split("/")
          .slice(0, specifier.startsWith("@") ? 2 : 1)
          .join("/");
        users.set(name, (users.get(name) ?? new Set()).add(path));
      }
    }
    for (const [name, paths] of users) expect([name, [...paths]]).toEqual([name, [PACKAGES[name] ?? [...paths][0]]]);
  });

  test("the core touches neither disk, network, clock, process nor console", () => {
    const wrong = places((path, { code, imports }) => {
      if (!CORE.has(roomOf(path))) return [];
      const modules = imports.map((each) => each.specifier).filter((specifier) => specifier.startsWith("node:"));
      const globals = [
        ...code.matchAll(/(?<![.\w$])(?:console|process|Date|fetch|performance|setTimeout|setInterval|globalThis|require)\b(?=[.(])/g),
      ];
      return [...modules, ...globals.map(([name]) => name), ...(code.includes("Math.random") ? ["Math.random"] : [])];
    });
    expect(wrong).toEqual([]);
  });

  test("the engine and all transforms bundle for a browser", async () => {
    const contents = 'export { rewrite } from "./src/engine/pipeline.ts"; export { transforms } from "./transforms/index.ts";';
    const bundled = build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      logLevel: "silent",
    });
    await expect(bundled.then((result) => result.errors)).resolves.toEqual([]);
  });

  test("only src/cli speaks to the outside: arguments, exit status, standard streams", () => {
    const wrong = places((path, { code }) =>
      roomOf(path) === "cli"
        ? []
        : [...code.matchAll(/\bprocess\.(?:argv|exit|exitCode|stdout|stderr|stdin)\b|(?<![.\w])console\./g)].map(([use]) => use),
    );
    expect(wrong).toEqual([]);
  });
});

function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  const [room, other] = [roomOf(from), roomOf(to)];
  const rule = RULES[room];
  if (room === other || rule === undefined) return true;
  return rule.imports.includes(other) || (typeOnly && rule.types?.includes(other) === true);
}

describe("how it is written", () => {
  test("no folders for leftovers", () => {
    const names = [...sources.keys()].flatMap((path) => path.split("/").map((part) => part.replace(/\.ts$/, "")));
    expect(names.filter((name) => /^(?:utils?|helpers?|common|core|libs?|misc|shared)$/.test(name))).toEqual([]);
  });

  test("no classes except errors and the edit buffer", () => {
    const wrong = places((path, { code }) => {
      const classes = [...code.matchAll(/\bclass\s+(\w+)(?:\s+extends\s+(\w+))?/g)];
      return classes.filter(([, , parent = ""]) => !parent.endsWith("Error") && path !== "src/edit/apply.ts").map(([, name = ""]) => name);
    });
    expect(wrong).toEqual([]);
  });

  test("no default exports except of transforms", () => {
    const isTransform = (path: string): boolean => path.startsWith("transforms/") && path !== "transforms/index.ts";
    const wrong = places((path, { code }) => {
      const count = code.match(/\bexport\s+default\b|\bas\s+default\b/g)?.length ?? 0;
      return count === (isTransform(path) ? 1 : 0) ? [] : [`${count} default exports`];
    });
    expect(wrong).toEqual([]);
  });

  test("no any, and no casts outside the reader", () => {
    const wrong = places((path, { code }) => {
      if (path === "src/dockerfile/read.ts") return [];
      const plain = code.replace(/^(?:import|export)\s+(?:type\s+)?(?:\{[^}]*\}|\*[^"]*)\s*(?:from\s*"§\d+")?;?/gm, "");
      const casts = [...plain.matchAll(/\bas\s+(?!const\b)[\w{([]+/g)].map(([cast]) => cast);
      const anys = [...plain.matchAll(/[:<|,&]\s*any\b|\bas any\b/g)].map(([any]) => any);
      return [...casts, ...anys];
    });
    expect(wrong).toEqual([]);
  });

  test("functions of src and transforms stay within 30 lines, by the linter", () => {
    const { overrides = [] }: { overrides?: readonly { includes?: readonly string[]; linter?: unknown }[] } = JSON.parse(read("biome.json"));
    const strict = overrides.find(({ includes = [] }) => includes.includes("src/**") && includes.includes("transforms/**"));
    expect(JSON.stringify(strict?.linter)).toMatch(/"noExcessiveLinesPerFunction":\{"level":"error","options":\{"maxLines":30\b/);
    expect([...sources.keys()].filter((path) => read(path).includes("biome-ignore lint/complexity/noExcessiveLinesPerFunction"))).toEqual([]);
  });
});

describe("transforms", () => {
  const files = below("transforms").filter((path) => path !== "transforms/index.ts");
  const ids = transforms.map(({ id }) => id);

  test("each file is listed once, under its own name", () => {
    expect(files).toEqual([...ids].sort().map((id) => `transforms/${id}.ts`));
    const { imports } = scanSource(read("transforms/index.ts"));
    expect(imports.map((each) => each.specifier).filter((specifier) => specifier.startsWith("./"))).toHaveLength(ids.length);
  });

  test("each fixture folder belongs to one", () => {
    expect(ids).toEqual(expect.arrayContaining(readdirSync(join(root, "__testfixtures__"))));
  });

  test("the pages are true: headers, examples and codes; every page belongs to a transform", () => {
    const { stale, problems } = checkDocs(root);
    expect({ stale: stale.map(({ path }) => path), problems }).toEqual({ stale: [], problems: [] });
  });

  test.each(transforms.map((transform) => [transform.id, transform] as const))("%s", (id, { summary, effects }) => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(summary.length).toBeLessThanOrEqual(60);
    // It becomes the subject of a commit: "Use …", neither "Uses …" nor "Using …", and without a full stop.
    expect(summary).toMatch(/^[A-Z][a-z]*[^.]*$/);
    expect(summary.split(" ")[0]).not.toMatch(/(?:[^s]s|ed|ing)$/);
    expect(effects.length).toBeGreaterThan(0);
    expect(effects).not.toContain("files:**");
    expect(read(`transforms/${id}.ts`).split("\n").length).toBeLessThanOrEqual(251);
    expect(read(`docs/transforms/${id}.md`)).toContain("## Fix safety");
    const fixtures = fixturesOf(id);
    expect(fixtures.map(({ name }) => name)).toContain("example");
    const refusals = fixtures.filter(({ outcomes, notes }) => outcomes.some(({ kind }) => kind === "skip") && notes !== "");
    expect(refusals.length).toBeGreaterThanOrEqual(2);
  });
});

interface Fixture {
  readonly name: string;
  readonly outcomes: readonly { readonly kind: string }[];
  readonly notes: string;
}

function fixturesOf(id: string): readonly Fixture[] {
  const expectations = below(`__testfixtures__/${id}`).filter((path) => /(?:\.|\/)expect\.json$/.test(path));
  return expectations.map((path) => {
    const notes = path.replace(/expect\.json$/, "notes");
    const { outcomes }: { outcomes: Fixture["outcomes"] } = JSON.parse(read(path));
    const name = path.split("/")[2]?.replace(/\.expect\.json$/, "") ?? "";
    return { name, outcomes, notes: existsSync(join(root, notes)) ? read(notes).trim() : "" };
  });
}

describe("what is committed", () => {
  const tracked = trackedFiles();
  const texts = tracked.filter((path) => !/^(?:__testfixtures__|examples)\//.test(path)).map((path) => [path, read(path)] as const);

  test("fixtures are kept as bytes", () => {
    expect(read(".gitattributes").split(/\r?\n/)).toContain("__testfixtures__/** -text");
  });

  test("no path of this machine", () => {
    const marks = [`${root}/`, `${join(dirname(root), "shared")}/`];
    expect(texts.filter(([, text]) => marks.some((mark) => text.includes(mark))).map(([path]) => path)).toEqual([]);
  });

  test("no host of a package registry: the lockfile and .npmrc name none", () => {
    expect(read("package-lock.json")).not.toMatch(/"resolved":/);
    const host = /\bhttps?:\/\/(?:registry|npm|pypi|crates|index)\.[a-z0-9-]+\.[a-z]{2,}|^\s*(?:@[\w-]+:)?registry\s*=/im;
    expect(texts.filter(([, text]) => host.test(text)).map(([path]) => path)).toEqual([]);
  });
});

/** Regular files in git; without a repository, everything that would be. */
function trackedFiles(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" }).split("\0");
  return listed.filter((path) => path !== "" && existsSync(join(root, path)) && lstatSync(join(root, path)).isFile());
}
