import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Discovery, discover, type Selection } from "../../src/discover/files.ts";
import { addFile, committedTree, git, temporaryTree } from "./tree.ts";

const FROM = "FROM scratch\n";

function select(root: string, rest: Partial<Selection>): Promise<Discovery> {
  const defaults = { cwd: root, root, inGit: existsSync(join(root, ".git")), all: false, paths: [], include: [], exclude: [], configRoot: root };
  return discover({ ...defaults, respectExcludes: false, ...rest });
}

function paths(discovery: Discovery): readonly string[] {
  return discovery.files.map(({ path }) => path);
}

const TREE = {
  Dockerfile: FROM,
  "README.md": "",
  "services/api/Dockerfile": FROM,
  "services/api/Dockerfile.dockerignore": "",
  "services/web/web.Dockerfile": FROM,
  "services/web/build.docker": FROM,
  "node_modules/x/Dockerfile": FROM,
  "vendor/x/Dockerfile": FROM,
  "third_party/x/Dockerfile": FROM,
  "docs/Dockerfile.md": "",
};
const FOUND = ["Dockerfile", "services/api/Dockerfile", "services/web/web.Dockerfile"];

describe.each([
  ["in a git repository", committedTree],
  ["outside a repository", temporaryTree],
])("%s", (_where, plant) => {
  test("--all takes what the names say and leaves other people's code out", async () => {
    const found = await select(plant(TREE), { all: true });
    expect(paths(found)).toEqual(FOUND);
    expect(found.problems).toEqual([]);
    expect(found.files.every(({ explicit }) => !explicit)).toBe(true);
  });

  test("--all starts at the root whatever the current directory", async () => {
    const root = plant(TREE);
    expect(paths(await select(root, { all: true, cwd: join(root, "services") }))).toEqual(FOUND);
  });

  test("a directory is searched, from the current directory", async () => {
    const root = plant(TREE);
    expect(paths(await select(root, { paths: ["api", "web/"], cwd: join(root, "services") }))).toEqual(FOUND.slice(1));
    expect(paths(await select(root, { paths: ["."] }))).toEqual(FOUND);
  });

  test("a path given by hand always wins", async () => {
    const root = plant(TREE);
    const found = await select(root, { paths: ["services/web/build.docker", "vendor/x/Dockerfile"], exclude: ["services/**"] });
    expect(paths(found)).toEqual(["services/web/build.docker", "vendor/x/Dockerfile"]);
    expect(found.files.every(({ explicit }) => explicit)).toBe(true);
  });

  test("a directory of other people's code given by hand is searched", async () => {
    expect(paths(await select(plant(TREE), { paths: ["vendor"] }))).toEqual(["vendor/x/Dockerfile"]);
  });

  test("each file once, given by hand when it was", async () => {
    const found = await select(plant(TREE), { all: true, paths: ["services", "./services/api/../api/Dockerfile"] });
    expect(paths(found)).toEqual(FOUND);
    expect(found.files.filter(({ explicit }) => explicit).map(({ path }) => path)).toEqual(["services/api/Dockerfile"]);
  });

  test("git-ignored files are left out of searches, not of paths given by hand", async () => {
    const root = plant({ ...TREE, ".gitignore": "out/\n" });
    addFile(root, "out/Dockerfile", FROM);
    expect(paths(await select(root, { all: true }))).toEqual(FOUND);
    expect(paths(await select(root, { paths: ["out/Dockerfile"] }))).toEqual(["out/Dockerfile"]);
  });

  test("include adds names, exclude takes away and says so", async () => {
    const found = await select(plant(TREE), { all: true, include: ["*.docker"], exclude: ["services/api"] });
    expect(paths(found)).toEqual(["Dockerfile", "services/web/build.docker", "services/web/web.Dockerfile"]);
    expect(found.excluded).toEqual([{ path: "services/api/Dockerfile", reason: 'files.exclude of the configuration has "services/api"' }]);
  });

  test("include and exclude start where the configuration stands", async () => {
    const root = plant(TREE);
    const found = await select(root, { all: true, configRoot: join(root, "services"), exclude: ["api/**"] });
    expect(paths(found)).toEqual(["Dockerfile", "services/web/web.Dockerfile"]);
  });

  test.each(["services", "services/", "services/**", "services/**/*", "*/services", "**/services"])(
    "a directory given by hand is searched although %s excludes it as a whole",
    async (glob) => {
      const exclude = [glob === "*/services" ? "services" : glob, "services/web"];
      const found = await select(plant(TREE), { paths: ["services"], exclude });
      expect(paths(found)).toEqual(["services/api/Dockerfile"]);
      expect(paths(await select(plant(TREE), { paths: ["services/web"], exclude }))).toEqual(["services/web/web.Dockerfile"]);
    },
  );

  test("with respectExcludes nothing excluded is taken", async () => {
    const found = await select(plant(TREE), { paths: ["services", "Dockerfile"], exclude: ["services", "Dockerfile"], respectExcludes: true });
    expect(paths(found)).toEqual([]);
    expect(found.excluded.map(({ path }) => path)).toEqual(FOUND);
    expect(found.problems).toEqual([]);
  });

  test("globs that the shell left alone", async () => {
    const root = plant(TREE);
    expect(paths(await select(root, { paths: ["services/*/*.docker"] }))).toEqual(["services/web/build.docker"]);
    expect(paths(await select(root, { paths: ["services/**"] }))).toEqual(FOUND.slice(1));
    expect(paths(await select(root, { paths: ["services/*"] }))).toEqual(FOUND.slice(1));
    expect(paths(await select(root, { paths: ["services/{api,web}/*Dockerfile"] }))).toEqual(FOUND.slice(1));
    expect((await select(root, { paths: ["nothing/*"] })).problems[0]?.code).toBe("missing-path");
  });

  test("one bad path does not hide the others", async () => {
    const found = await select(plant(TREE), { paths: ["nope/Dockerfile", "docs", "Dockerfile"] });
    expect(paths(found)).toEqual(["Dockerfile"]);
    expect(found.problems.map(({ code, message }) => [code, message])).toEqual([
      ["missing-path", "nope/Dockerfile does not exist"],
      ["no-dockerfiles", "no Dockerfile below docs/"],
    ]);
    expect(found.problems[1]?.hint).toContain("names looked for: Dockerfile, Dockerfile.*");
  });

  test("--all without any Dockerfile", async () => {
    expect((await select(plant({ "README.md": "" }), { all: true })).problems.map(({ message }) => message)).toEqual(["no Dockerfile here"]);
  });

  test("symbolic links are resolved, counted once, and loops are named", async () => {
    const root = plant(TREE);
    symlinkSync("services/api/Dockerfile", join(root, "Dockerfile.api"));
    symlinkSync("services/web/build.docker", join(root, "Dockerfile.web"));
    symlinkSync("Dockerfile.loop", join(root, "Dockerfile.loop"));
    symlinkSync("gone", join(root, "Dockerfile.gone"));
    symlinkSync("..", join(root, "services/up"));
    const found = await select(root, { all: true });
    expect(paths(found)).toEqual(["Dockerfile", "services/api/Dockerfile", "services/web/build.docker", "services/web/web.Dockerfile"]);
    expect(found.problems.map(({ path, code }) => [path, code]).sort()).toEqual([
      ["Dockerfile.gone", "unreadable"],
      ["Dockerfile.loop", "symlink-loop"],
    ]);
    expect((await select(root, { paths: ["Dockerfile.loop"] })).problems.map(({ code }) => code)).toEqual(["symlink-loop"]);
    expect(paths(await select(root, { paths: ["services/up/services/api"] }))).toEqual(["services/api/Dockerfile"]);
  });

  test("a link that leads out of the tree is only followed when it is given by hand", async () => {
    const outside = temporaryTree({ "shared/Dockerfile": FROM });
    const root = plant(TREE);
    symlinkSync(join(outside, "shared/Dockerfile"), join(root, "Dockerfile.shared"));
    const found = await select(root, { all: true });
    expect(paths(found)).toEqual(FOUND);
    expect(found.excluded[0]?.reason).toContain("outside the repository");
    const byHand = await select(root, { paths: ["Dockerfile.shared"] });
    expect(byHand.files[0]?.absolute).toBe(join(outside, "shared/Dockerfile"));
    expect(join(root, byHand.files[0]?.path ?? "")).toBe(join(outside, "shared/Dockerfile"));
  });

  test("a directory outside the root is searched too", async () => {
    const other = temporaryTree({ "svc/Dockerfile": FROM });
    const found = await select(plant(TREE), { paths: [other] });
    expect(found.files.map(({ absolute }) => absolute)).toEqual([join(other, "svc/Dockerfile")]);
  });

  test("case does not matter", async () => {
    const root = plant({ "a/DOCKERFILE": FROM, "Vendor/dockerfile.dev": FROM, "c/WEB.ContainerFile": FROM });
    expect(paths(await select(root, { all: true }))).toEqual(["Vendor/dockerfile.dev", "a/DOCKERFILE", "c/WEB.ContainerFile"]);
  });

  test("a directory named Dockerfile is no Dockerfile", async () => {
    const root = plant(TREE);
    mkdirSync(join(root, "odd/Dockerfile"), { recursive: true });
    expect(paths(await select(root, { all: true }))).toEqual(FOUND);
  });

  test("odd names", async () => {
    const root = plant({ "ünï cödé/Dockerfile": FROM, "a'b/Dockerfile": FROM, "sp ace/Dockerfile.x y": FROM, "[x]/Dockerfile": FROM });
    const all = ["[x]/Dockerfile", "a'b/Dockerfile", "sp ace/Dockerfile.x y", "ünï cödé/Dockerfile"];
    expect(paths(await select(root, { all: true }))).toEqual(all);
    expect(paths(await select(root, { paths: ["[x]", "ünï cödé/Dockerfile"] }))).toEqual(["[x]/Dockerfile", "ünï cödé/Dockerfile"]);
  });

  test("all lists every path", async () => {
    const { all } = await select(plant({ "a/b.txt": "", Dockerfile: FROM, ".env": "" }), { all: true });
    expect(all).toEqual([".env", "Dockerfile", "a/b.txt"]);
  });
});

describe("only in git", () => {
  test("untracked files count, deleted ones do not, submodule entries are passed over", async () => {
    const root = committedTree({ Dockerfile: FROM, "gone/Dockerfile": FROM });
    rmSync(join(root, "gone"), { recursive: true });
    addFile(root, "new/Dockerfile", FROM);
    const found = await select(root, { all: true });
    expect(paths(found)).toEqual(["Dockerfile", "new/Dockerfile"]);
    expect(found.problems).toEqual([]);
  });

  test("a nested repository is its own, and is searched when given by hand", async () => {
    const root = committedTree({ Dockerfile: FROM });
    addFile(root, "nested/Dockerfile", FROM);
    git(join(root, "nested"), "init", "--quiet");
    expect(paths(await select(root, { all: true }))).toEqual(["Dockerfile"]);
    expect(paths(await select(root, { paths: ["nested"] }))).toEqual(["nested/Dockerfile"]);
  });

  test("works where git does not", async () => {
    const root = temporaryTree({ ...TREE, ".gitignore": "out\n", "out/Dockerfile": FROM });
    expect(paths(await select(root, { all: true, inGit: true }))).toEqual(FOUND);
  });

  test("the variables of a git hook do not lead astray", async () => {
    const root = committedTree({ Dockerfile: FROM });
    process.env.GIT_DIR = "/nowhere";
    try {
      expect(paths(await select(root, { all: true }))).toEqual(["Dockerfile"]);
    } finally {
      delete process.env.GIT_DIR;
    }
  });
});
