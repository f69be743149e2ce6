import { describe, expect, test } from "vitest";
import { bun } from "../../src/knowledge/ecosystems/bun.ts";
import { monorepoTools } from "../../src/knowledge/ecosystems/monorepo-tools.ts";
import { pnpm } from "../../src/knowledge/ecosystems/pnpm.ts";
import { runners } from "../../src/knowledge/ecosystems/runners.ts";
import { copiesOf, type Files, kindOf, planOf } from "./javascript-project.ts";

describe("command lines", () => {
  test.each([
    ["pnpm install --frozen-lockfile", "install"],
    ["pnpm i", "install"],
    ["pnpm fetch", "install"],
    ["pnpm --filter api... install", "install"],
    ["pnpm -r install --reporter silent", "install"],
    ["pnpm install --dir web", "install"],
    ["pnpm add express", "refused:install-mutates-manifest"],
    ["pnpm install --lockfile-only", "refused:install-mutates-manifest"],
    ["pnpm update", "refused:install-mutates-manifest"],
    ["pnpm exec turbo prune api", "refused:monorepo-tool"],
    ["pnpm dlx turbo@2 prune api", "refused:monorepo-tool"],
    ["pnpm add -g turbo", "independent"],
    ["pnpm --version", "independent"],
    ["pnpm config set store-dir /pnpm", "independent"],
    ["pnpm run build", "build"],
    ["pnpm build", "build"],
    ["pnpm --filter api deploy /out", "build"],
    ["pnpm store prune", "cleanup:cache"],
    ["pnpm prune --prod", "cleanup:project"],
    ["pnpm $COMMAND", "-"],
  ])("%s: %s", (line, kind) => expect(kindOf(pnpm, line)).toBe(kind));

  test.each([
    ["bun install", "install"],
    ["bun install --frozen-lockfile --production", "install"],
    ["bun ci", "install"],
    ["bun i --cwd web", "install"],
    ["bun add hono", "refused:install-mutates-manifest"],
    ["bun install hono", "refused:install-mutates-manifest"],
    ["bun add -g turbo", "independent"],
    ["bun install --yarn", "refused:install-mutates-manifest"],
    ["bun upgrade", "independent"],
    ["bun run build", "build"],
    ["bun build ./index.ts", "build"],
    ["bun pm cache rm", "cleanup:cache"],
    ["bun x turbo prune api", "refused:monorepo-tool"],
  ])("%s: %s", (line, kind) => expect(kindOf(bun, line)).toBe(kind));

  test.each([
    ["npx turbo prune api --docker", "refused:monorepo-tool"],
    ["npx -y turbo@2 prune api", "refused:monorepo-tool"],
    ["npx pnpm@9 install", "install"],
    ["npx lerna bootstrap", "refused:monorepo-tool"],
    ["npx prisma generate", "build"],
    ["npx $TOOL", "build"],
    ["corepack enable", "independent"],
    ["corepack prepare pnpm@9 --activate", "independent"],
    ["corepack use pnpm@9", "refused:install-mutates-manifest"],
    ["corepack pnpm install", "install"],
    ["corepack $COMMAND", "-"],
  ])("%s: %s", (line, kind) => expect(kindOf(runners, line)).toBe(kind));

  test("corepack install reads package.json", () => {
    expect(runners.recognise("corepack", ["install"])).toEqual({ kind: "independent", reads: ["package.json"] });
  });
  test("tools of a monorepo", () => {
    expect(kindOf(monorepoTools, "turbo prune --scope=web --docker")).toBe("refused:monorepo-tool");
    expect(kindOf(monorepoTools, "turbo run build")).toBe("build");
    expect(kindOf(monorepoTools, "rush install")).toBe("refused:monorepo-tool");
    expect(kindOf(monorepoTools, "nx build web")).toBe("build");
  });
});

describe("pnpm", () => {
  const MANIFEST = { name: "app", dependencies: { express: "^4.0.0" } };
  const importer = "    dependencies:\n      express:\n        specifier: ^4.0.0\n        version: 4.18.2\n";
  const lock = (importers: string) =>
    `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n${importer}${importers}\npackages:\n\n  express@4.18.2:\n    resolution: {integrity: x}\n    engines: {node: '>= 0.10.0'}\n`;
  const PLAIN: Files = { "package.json": MANIFEST, "pnpm-lock.yaml": lock("") };
  const WORKSPACE: Files = {
    ...PLAIN,
    "pnpm-lock.yaml": lock("\n  packages/b: {}\n\n  packages/a: {}\n"),
    "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n  - \"!**/test/**\"\n",
    "packages/a/package.json": { name: "a" },
    "packages/b/package.json": { name: "b" },
  };
  const MEMBERS = ["packages/b/package.json → packages/b", "packages/a/package.json → packages/a"];

  test("manifest, lockfile, settings", () => {
    expect(copiesOf(pnpm, "pnpm install", PLAIN)).toEqual(["package.json pnpm-lock.yaml → "]);
    const more = {
      ...PLAIN,
      ".npmrc": "a=b\n",
      "pnpm-workspace.yaml": "onlyBuiltDependencies:\n  - esbuild\n",
      ".pnpmfile.cjs": "module.exports = { hooks: {} };\n",
    };
    expect(copiesOf(pnpm, "pnpm install", more)).toEqual(["package.json pnpm-lock.yaml .npmrc .pnpmfile.cjs pnpm-workspace.yaml → "]);
    expect(copiesOf(pnpm, "pnpm install", { ...more, ".pnpmfile.cjs": 'require("./a.js");\n' })).toBe("lifecycle-script");
    expect(copiesOf(pnpm, "pnpm install", { ...more, "pnpm-workspace.yaml": "storeDir: ./store\n" })).toBe("settings-name-files");
  });
  test("the lockfile", () => {
    const behind = { ...PLAIN, "package.json": { ...MANIFEST, devDependencies: { jest: "1" } } };
    expect(copiesOf(pnpm, "pnpm install", behind)).toBe("lock-out-of-sync");
    expect(copiesOf(pnpm, "pnpm install --frozen-lockfile", behind)).toEqual(["package.json pnpm-lock.yaml → "]);
    expect(copiesOf(pnpm, "pnpm install", behind, { variables: { CI: "true" } })).toEqual(["package.json pnpm-lock.yaml → "]);
    expect(copiesOf(pnpm, "pnpm install", { ...PLAIN, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n\nimp" })).toBe("lock-unreadable");
    expect(copiesOf(pnpm, "pnpm install --frozen-lockfile", { "package.json": MANIFEST })).toBe("lockfile-outside-context");
    expect(planOf(pnpm, "pnpm install", { "package.json": MANIFEST })).toMatchObject({ advice: [{ code: "lockfile-missing" }] });
    const old = "lockfileVersion: 5.4\n\nspecifiers:\n  express: ^4.0.0\n\ndependencies:\n  express: 4.18.2\n";
    expect(copiesOf(pnpm, "pnpm install", { ...PLAIN, "pnpm-lock.yaml": old })).toEqual(["package.json pnpm-lock.yaml → "]);
  });
  test("members in lock order", () => {
    const first = "package.json pnpm-lock.yaml pnpm-workspace.yaml → ";
    expect(copiesOf(pnpm, "pnpm install", WORKSPACE)).toEqual([first, ...MEMBERS]);
    expect(copiesOf(pnpm, "pnpm install --filter a", WORKSPACE, { directory: "packages/a" })).toEqual([first, ...MEMBERS]);
    expect(copiesOf(pnpm, "pnpm install", { ...WORKSPACE, "pnpm-workspace.yaml": "packages: ['packages/*']\n" })).toEqual([first, ...MEMBERS]);
    expect(copiesOf(pnpm, "pnpm install", { ...WORKSPACE, "pnpm-workspace.yaml": "packages: &all\n  - packages/*\n" })).toBe("manifest-unreadable");
    expect(copiesOf(pnpm, "pnpm install", { ...WORKSPACE, "pnpm-workspace.yaml": "" })).toBe("manifest-unreadable");
    const odd = { ...WORKSPACE, "pnpm-workspace.yaml": "packages:\n  - packages/*\ncatalogs:\n  a:\n    - b: c\n" };
    expect(copiesOf(pnpm, "pnpm install", odd)).toEqual([first, ...MEMBERS]);
  });
  test("a project that the workspace above does not name", () => {
    const files = { ...WORKSPACE, "tools/x/package.json": MANIFEST, "tools/x/pnpm-lock.yaml": lock("") };
    expect(copiesOf(pnpm, "pnpm install", files, { directory: "tools/x" })).toBe("workspace-members");
    const apart = copiesOf(pnpm, "pnpm install --ignore-workspace", files, { directory: "tools/x" });
    expect(apart).toEqual(["tools/x/package.json tools/x/pnpm-lock.yaml → tools/x"]);
  });
  test("patches", () => {
    const patched = { ...PLAIN, "package.json": { ...MANIFEST, pnpm: { patchedDependencies: { "express@4.18.2": "patches/express.patch" } } } };
    expect(copiesOf(pnpm, "pnpm install --frozen-lockfile", { ...patched, "patches/express.patch": "1" })).toEqual([
      "package.json pnpm-lock.yaml → ",
      "patches/ → patches",
    ]);
    expect(copiesOf(pnpm, "pnpm install --frozen-lockfile", patched)).toBe("local-dependency");
    const settings = {
      ...PLAIN,
      "pnpm-workspace.yaml": "patchedDependencies:\n  express@4.18.2: patches/express.patch\n",
      "patches/express.patch": "1",
    };
    expect(copiesOf(pnpm, "pnpm install --frozen-lockfile", settings)).toEqual([
      "package.json pnpm-lock.yaml pnpm-workspace.yaml → ",
      "patches/ → patches",
    ]);
    expect(copiesOf(pnpm, "pnpm install", settings)).toBe("lock-out-of-sync");
  });
  test("overrides", () => {
    const overridden = { ...PLAIN, "package.json": { ...MANIFEST, pnpm: { overrides: { qs: "6.0.0" } } } };
    expect(copiesOf(pnpm, "pnpm install", overridden)).toBe("lock-out-of-sync");
    expect(copiesOf(pnpm, "pnpm install", { ...overridden, "pnpm-lock.yaml": `${lock("")}\noverrides:\n  qs: 6.0.0\n` })).toHaveLength(1);
  });
  test("what needs the sources of others", () => {
    const on = (more: object) => copiesOf(pnpm, "pnpm install --frozen-lockfile", { ...WORKSPACE, "package.json": { ...MANIFEST, ...more } });
    expect(on({ dependencies: { a: "workspace:*" }, dependenciesMeta: { a: { injected: true } } })).toBe("local-dependency");
    expect(on({ dependencies: { a: "file:packages/a" } })).toBe("local-dependency");
    expect(on({ pnpm: { overrides: { b: "link:../b" } } })).toBe("local-dependency");
    expect(on({ dependencies: { a: "workspace:*" } })).toHaveLength(3);
  });
  test("a member whose workspace is not in the context", () => {
    const member = (range: string) =>
      copiesOf(pnpm, "pnpm install --frozen-lockfile", { ...PLAIN, "package.json": { name: "api", dependencies: { shared: range } } });
    expect(member("workspace:*")).toBe("lockfile-outside-context");
    expect(member("catalog:")).toBe("lockfile-outside-context");
  });
});

describe("Bun", () => {
  const MANIFEST = { name: "app", dependencies: { hono: "^4.0.0" } };
  const LOCK =
    '{\n  "lockfileVersion": 1,\n  "configVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "app",\n      "dependencies": {\n        "hono": "^4.0.0",\n      },\n    },\n  },\n  "packages": {},\n}\n';
  const PLAIN: Files = { "package.json": MANIFEST, "bun.lock": LOCK };

  test("manifest, lockfile, settings", () => {
    expect(copiesOf(bun, "bun install", { ...PLAIN, "bunfig.toml": "[install]\nexact = true\n" })).toEqual(["package.json bun.lock bunfig.toml → "]);
    expect(copiesOf(bun, "bun install --frozen-lockfile", { "package.json": MANIFEST, "bun.lockb": "x" })).toEqual(["package.json bun.lockb → "]);
    expect(copiesOf(bun, "bun install", { "package.json": MANIFEST, "bun.lockb": "x" })).toBe("lock-unreadable");
    expect(copiesOf(bun, "bun install", { ...PLAIN, "package.json": { name: "app", dependencies: { hono: "^5.0.0" } } })).toBe("lock-out-of-sync");
    expect(copiesOf(bun, "bun install", { ...PLAIN, "bun.lock": LOCK.replace(/.*configVersion.*\n/, "") })).toBe("lock-out-of-sync");
    expect(copiesOf(bun, "bun install", { "package.json": MANIFEST, "yarn.lock": "x" })).toEqual(["package.json yarn.lock → "]);
    expect(copiesOf(bun, "bun ci", { "package.json": MANIFEST })).toBe("lockfile-outside-context");
  });
  test(".env only where settings may come from it", () => {
    expect(copiesOf(bun, "bun install", { ...PLAIN, ".env": "PORT=1\n" })).toEqual(["package.json bun.lock → "]);
    expect(copiesOf(bun, "bun install", { ...PLAIN, ".env": "NPM_TOKEN=x\n" })).toEqual(["package.json bun.lock .env → "]);
    const settings = { ...PLAIN, ".env": "REG=x\n", "bunfig.toml": '[install]\nregistry = "$REG"\n' };
    expect(copiesOf(bun, "bun install", settings)).toEqual(["package.json bun.lock .env bunfig.toml → "]);
  });
  test("patches and members", () => {
    const patched = { ...MANIFEST, patchedDependencies: { "hono@4.0.0": "patches/hono.patch" } };
    expect(copiesOf(bun, "bun install", { ...PLAIN, "package.json": patched, "patches/hono.patch": "1" })).toEqual([
      "package.json bun.lock → ",
      "patches/ → patches",
    ]);
    const files = { ...PLAIN, "package.json": { ...MANIFEST, workspaces: ["packages/*"] }, "packages/a/package.json": { name: "a" } };
    expect(copiesOf(bun, "bun install --frozen-lockfile", files)).toEqual(["package.json bun.lock → ", "packages/a/package.json → packages/a"]);
    expect(copiesOf(bun, "bun install", files)).toBe("lock-out-of-sync");
  });
});
