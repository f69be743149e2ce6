import { describe, expect, test } from "vitest";
import { npm } from "../../src/knowledge/ecosystems/npm.ts";
import { copiesOf, type Files, kindOf, planOf } from "./javascript-project.ts";

const MANIFEST = { name: "app", version: "1.0.0", dependencies: { express: "^4.0.0" } };
const lockOf = (manifest: object, others: Readonly<Record<string, object>> = {}) => ({ lockfileVersion: 3, packages: { "": manifest, ...others } });
const PLAIN: Files = { "package.json": MANIFEST, "package-lock.json": lockOf(MANIFEST), "index.js": "1" };
const withManifest = (more: object, files: Files = {}): Files => ({
  "package.json": { ...MANIFEST, ...more },
  "package-lock.json": lockOf({ ...MANIFEST, ...more }),
  ...files,
});

describe("npm's command line", () => {
  test.each([
    ["npm ci", "install"],
    ["npm clean-install --omit=dev", "install"],
    ["npm i", "install"],
    ["npm install .", "install"],
    ["npm --unsafe-perm install", "install"],
    ["npm install --omit dev --loglevel error", "install"],
    ["npm install --production false", "install"],
    ["npm install --prefix web", "install"],
    ["npm install -w api", "install"],
    ["npm install --no-save fsevents", "install"],
    ["npm install --no-save ./lib", "refused:install-mutates-manifest"],
    ["npm install newrelic", "refused:install-mutates-manifest"],
    ["npm i -D typescript", "refused:install-mutates-manifest"],
    ["npm install --package-lock-only", "refused:install-mutates-manifest"],
    ["npm install -g https://example.com/tool.tgz", "independent"],
    ["npm update", "refused:install-mutates-manifest"],
    ["npm audit fix", "refused:install-mutates-manifest"],
    ["npm pkg set type=module", "refused:install-mutates-manifest"],
    ["npm config set --location project registry x", "refused:install-mutates-manifest"],
    ["npm --prefix $DIR ci", "refused:install-dir-unknown"],
    ["npm install $PACKAGES", "-"],
    ["npm $COMMAND", "-"],
    ["npm ci $FLAGS", "-"],
    ["npm install -g pm2", "independent"],
    ["npm i pm2 -g", "independent"],
    ["npm --global install pnpm@9", "independent"],
    ["npm install -g $TOOL", "-"],
    ["npm install -g .", "build"],
    ["npm install -g", "build"],
    ["npm config set registry x", "independent"],
    ["npm set progress=false", "independent"],
    ["npm --version", "independent"],
    ["npm -v", "independent"],
    ["npm run build", "build"],
    ["npm run build -- $ARGS", "build"],
    ["npm test", "build"],
    ["npm rebuild", "build"],
    ["npm audit", "build"],
    ["npm prune --omit=dev", "cleanup:project"],
    ["npm cache clean --force", "cleanup:cache"],
  ])("%s: %s", (line, kind) => expect(kindOf(npm, line)).toBe(kind));

  test("--prefix and -C name the directory", () => {
    expect(npm.recognise("npm", ["-C", "web", "ci"])).toMatchObject({ kind: "install", directory: "web" });
    expect(npm.recognise("npm", ["ci", "--prefix=/code/web"])).toMatchObject({ kind: "install", directory: "/code/web" });
  });
});

describe("what npm reads", () => {
  test("manifest, lockfile, .npmrc", () => {
    expect(copiesOf(npm, "npm ci", { ...PLAIN, ".npmrc": "legacy-peer-deps=true\n" })).toEqual(["package.json package-lock.json .npmrc → "]);
  });

  test("a literal credential is advised against, a variable is not", () => {
    const advice = (npmrc: string) => planOf(npm, "npm ci", { ...PLAIN, ".npmrc": npmrc });
    expect(advice("//registry.example/:_authToken=abc\n")).toMatchObject({ advice: [{ code: "secret-npmrc" }] });
    expect(advice("//registry.example/:_authToken=${NPM_TOKEN}\n")).not.toHaveProperty("advice");
  });

  test("settings that name files of the project", () => {
    expect(copiesOf(npm, "npm ci", { ...PLAIN, ".npmrc": "cafile=certs/ca.pem\n" })).toBe("settings-name-files");
    expect(copiesOf(npm, "npm ci", { ...PLAIN, ".npmrc": "cafile=/etc/ssl/ca.pem\n" })).toEqual(["package.json package-lock.json .npmrc → "]);
  });

  test("files that variables name", () => {
    const files = { ...PLAIN, "certs/ca.pem": "x", "hook.js": "1" };
    const withVariables = (variables: Readonly<Record<string, string | undefined>>) => copiesOf(npm, "npm ci", files, { variables });
    expect(withVariables({ NODE_EXTRA_CA_CERTS: "/app/certs/ca.pem" })).toEqual(["package.json package-lock.json → ", "certs/ca.pem → certs"]);
    expect(withVariables({ NODE_EXTRA_CA_CERTS: "/etc/ssl/ca.pem", npm_config_cafile: undefined })).toEqual(["package.json package-lock.json → "]);
    expect(withVariables({ NODE_OPTIONS: "--require ./hook.js" })).toBe("settings-name-files");
    expect(withVariables({ NODE_OPTIONS: "--max-old-space-size=4096" })).toEqual(["package.json package-lock.json → "]);
  });

  test("empty files are no proof", () => {
    expect(copiesOf(npm, "npm ci", { "package.json": "", "package-lock.json": "" })).toBe("manifest-unreadable");
    expect(copiesOf(npm, "npm ci", { ...PLAIN, ".npmrc": "" })).toBe("manifest-unreadable");
    // It fails before and after alike.
    expect(copiesOf(npm, "npm ci", { ...PLAIN, "package-lock.json": "" })).toEqual(["package.json package-lock.json → "]);
  });

  test("a project in a directory", () => {
    const files = { "web/package.json": MANIFEST, "web/package-lock.json": lockOf(MANIFEST) };
    expect(copiesOf(npm, "npm ci", files, { directory: "web" })).toEqual(["web/package.json web/package-lock.json → web"]);
    expect(planOf(npm, "npm ci", files, { directory: "web" })).toMatchObject({ writes: [{ path: "web/node_modules", pattern: "**/node_modules" }] });
  });

  test("npm ci without a lockfile, npm install without one", () => {
    expect(copiesOf(npm, "npm ci", { "package.json": MANIFEST })).toBe("lockfile-outside-context");
    expect(copiesOf(npm, "npm ci", PLAIN, { ignored: ["package-lock.json"] })).toBe("manifest-ignored");
    expect(planOf(npm, "npm install", { "package.json": MANIFEST })).toMatchObject({ kind: "plan", advice: [{ code: "lockfile-missing" }] });
  });
});

describe("a lockfile that npm install would rewrite", () => {
  const code = (line: string, files: Files, image?: string) => copiesOf(npm, line, files, image === undefined ? {} : { image });
  const other = { ...PLAIN, "package.json": { ...MANIFEST, dependencies: { express: "^5.0.0" } } };
  const one = {
    "package.json": MANIFEST,
    "package-lock.json": { name: "app", version: "1.0.0", lockfileVersion: 1, dependencies: { express: { version: "4.18.2" } } },
  };

  test("in sync", () => expect(code("npm install", PLAIN)).toEqual(["package.json package-lock.json → "]));
  test("another range", () => expect(code("npm install", other)).toBe("lock-out-of-sync"));
  test("what npm takes over beside the ranges", () => {
    expect(code("npm install", { ...PLAIN, "package.json": { ...MANIFEST, version: "1.1.0" } })).toBe("lock-out-of-sync");
    expect(code("npm install", { ...PLAIN, "package.json": { ...MANIFEST, engines: { node: ">=18" } } })).toBe("lock-out-of-sync");
    expect(code("npm install", { ...PLAIN, "package.json": { ...MANIFEST, scripts: { postinstall: "true" } } })).toBe("lock-out-of-sync");
    expect(
      code("npm install", { ...PLAIN, "package.json": { ...MANIFEST, private: true, description: "x", scripts: { build: "tsc" } } }),
    ).toHaveLength(1);
    const recorded = {
      ...MANIFEST,
      engines: { npm: ">=9", node: ">=18" },
      funding: { url: "x" },
      license: "MIT",
      bin: { app: "cli.js" },
      hasInstallScript: true,
    };
    const written = {
      ...recorded,
      engines: { node: ">=18", npm: ">=9" },
      funding: "x",
      license: { type: "MIT" },
      bin: "./cli.js",
      scripts: { install: "true" },
    };
    expect(code("npm install", { "package.json": written, "package-lock.json": lockOf(recorded) })).toHaveLength(1);
  });
  test("npm ci writes nothing", () => expect(code("npm ci", other)).toEqual(["package.json package-lock.json → "]));
  test("nothing is written", () => {
    expect(code("npm install --no-package-lock", other)).toEqual(["package.json package-lock.json → "]);
    expect(code("npm install --package-lock=false", other)).toEqual(["package.json package-lock.json → "]);
    expect(code("npm install", { ...other, ".npmrc": "package-lock=false" })).toEqual(["package.json package-lock.json .npmrc → "]);
  });
  test("overrides", () => {
    const withOverrides = (overrides: object) => {
      const lock = lockOf(MANIFEST, { "node_modules/qs": { version: "6.5.0" }, "node_modules/body-parser/node_modules/qs": { version: "6.6.0" } });
      return code("npm install", { "package.json": { ...MANIFEST, overrides }, "package-lock.json": lock });
    };
    expect(withOverrides({ qs: "^6.5.0" })).toHaveLength(1);
    expect(withOverrides({ qs: "^6.6.0" })).toBe("lock-out-of-sync");
    expect(withOverrides({ "body-parser": { qs: "6.6.0" } })).toBe("lock-out-of-sync");
  });
  test("cut off", () => expect(code("npm install", { ...PLAIN, "package-lock.json": '{"lockfileVersion": 3, "pack' })).toBe("lock-unreadable"));
  test("version 1 is rewritten by npm 7 and kept by npm 6", () => {
    expect(code("npm install", one)).toBe("lock-out-of-sync");
    expect(code("npm install", one, "node:20")).toBe("lock-out-of-sync");
    expect(code("npm install", one, "node:12-alpine")).toEqual(["package.json package-lock.json → "]);
    const behind = { ...one, "package.json": { ...MANIFEST, dependencies: { express: "^4.19.0" } } };
    expect(code("npm install", behind, "node:12")).toBe("lock-out-of-sync");
    expect(code("npm install", { ...one, "package.json": { ...MANIFEST, version: "1.1.0" } }, "node:12")).toBe("lock-out-of-sync");
  });
  test("npm 6 cannot read version 3", () => expect(code("npm install", PLAIN, "node:14")).toBe("lock-out-of-sync"));
  test("yarn.lock beside it", () => expect(code("npm install", { ...PLAIN, "yarn.lock": "# yarn lockfile v1\n" })).toBe("lock-out-of-sync"));
});

describe("lifecycle scripts", () => {
  const code = (scripts: object, files: Files = {}, line = "npm ci") => copiesOf(npm, line, withManifest({ scripts }, files), { ignored: [".git"] });
  const SCRIPT = 'const fs = require("fs");\nconst { name } = require("./name.js");\nfs.writeFileSync("gen.js", name);\n';
  const NAME = "module.exports = { name: process.env.NAME };\n";

  test("a script whose files lie in one directory", () => {
    const files = { "scripts/gen.js": SCRIPT, "scripts/name.js": NAME };
    expect(code({ postinstall: "node scripts/gen.js" }, files)).toEqual(["package.json package-lock.json → ", "scripts/ → scripts"]);
    expect(planOf(npm, "npm ci", withManifest({ scripts: { postinstall: "node scripts/gen.js" } }, files))).toMatchObject({
      writes: [{ path: "node_modules" }, { path: "gen.js", pattern: "gen.js" }],
    });
  });
  test("a script beside the manifest", () => {
    expect(code({ postinstall: "node gen.js" }, { "gen.js": "console.log(1);\n" })).toEqual(["package.json package-lock.json gen.js → "]);
  });
  test("what it writes is tracked", () => {
    const files = { "scripts/gen.js": SCRIPT, "scripts/name.js": NAME, "gen.js": "old", "src/gen.js": "old" };
    expect(code({ postinstall: "node scripts/gen.js" }, files)).toBe("install-writes-tracked-paths");
    expect(code({ postinstall: "node scripts/name.js > src/gen.js" }, files)).toBe("install-writes-tracked-paths");
  });
  test.each([
    ["another directory", 'require("../src/a.js");\n'],
    ["a package", 'require("glob");\n'],
    ["a computed module", "require(name);\n"],
    ["a computed path", 'const fs = require("fs");\nfs.readFileSync(name);\n'],
    ["another program", 'require("child_process").execSync("make");\n'],
    ["a source", 'const fs = require("fs");\nfs.readFileSync("src/a.js");\n'],
    [
      "a source beside the script's directory",
      'const fs = require("fs");\nconst path = require("path");\nfs.readFileSync(path.join(__dirname, "../src/a.js"));\n',
    ],
    ["nothing, and writes where only the sources bring a directory", 'const fs = require("fs");\nfs.writeFileSync("lib/gen.js", "");\n'],
    ["what another module hands on", 'export * from "glob";\n'],
    ["what another module of the sources hands on", 'export { a } from "../src/a.js";\n'],
    ["by a template", "console.log(`\n// ${require(name)}\n`);\n"],
    ["nothing, and makes a directory", 'const fs = require("fs");\nfs.mkdirSync("lib");\n'],
    ["the working directory", "console.log(process.cwd());\n"],
    ["nobody knows: it is empty", ""],
  ])("a script that reads %s", (_what, text) => {
    expect(code({ postinstall: "node scripts/gen.js" }, { "scripts/gen.js": text, "src/a.js": "1" })).toBe("lifecycle-script");
  });
  test.each([
    ["tsc -p .", "lifecycle-script"],
    ["node -e 'require(1)'", "lifecycle-script"],
    ["npm run build", "lifecycle-script"],
    ["node scripts/gone.js", "lifecycle-script"],
    ["NODE_OPTIONS=--require=./src/a.js echo", "lifecycle-script"],
    ["echo $(cat src/a.js)", "lifecycle-script"],
    ["lerna bootstrap", "lifecycle-script"],
    ["husky", ["package.json package-lock.json → "]],
    ["husky install || true", ["package.json package-lock.json → "]],
    ["is-ci || husky install", ["package.json package-lock.json → "]],
    ["npx only-allow npm", ["package.json package-lock.json → "]],
    ["npm run hooks", ["package.json package-lock.json → "]],
    ["echo done", ["package.json package-lock.json → "]],
  ])("prepare: %s", (prepare, expected) => expect(code({ prepare, hooks: "husky", build: "tsc" })).toEqual(expected));

  test("npm also runs the script called dependencies", () => expect(code({ dependencies: "tsc" })).toBe("lifecycle-script"));
  test("scripts that no install runs", () => expect(code({ build: "tsc", pretest: "tsc" })).toEqual(["package.json package-lock.json → "]));
  test("--ignore-scripts", () => {
    expect(code({ prepare: "tsc" }, {}, "npm ci --ignore-scripts")).toEqual(["package.json package-lock.json → "]);
    expect(code({ prepare: "tsc" }, { ".npmrc": "ignore-scripts=true" })).toEqual(["package.json package-lock.json .npmrc → "]);
    expect(code({ prepare: "tsc" }, { ".npmrc": "ignore-scripts=true" }, "npm ci --no-ignore-scripts")).toBe("lifecycle-script");
  });
  test("husky where .git is copied", () => {
    const files = withManifest({ scripts: { prepare: "husky" } });
    expect(copiesOf(npm, "npm ci", files, { root: "." })).toBe("lifecycle-script");
    expect(copiesOf(npm, "npm ci", files, { root: ".", variables: { HUSKY: "0" } })).toEqual(["package.json package-lock.json → "]);
  });
  test("binding.gyp", () => {
    expect(code({}, { "binding.gyp": "{}" })).toBe("implicit-native-build");
    expect(code({ install: "node-gyp-build" }, { "binding.gyp": "{}" })).toBe("lifecycle-script");
    expect(code({}, { "binding.gyp": "{}" }, "npm ci --ignore-scripts")).toEqual(["package.json package-lock.json → "]);
  });
  test("patch-package", () => {
    const files = { "patches/express+4.0.0.patch": "x" };
    expect(code({ postinstall: "patch-package" }, files)).toEqual(["package.json package-lock.json → ", "patches/ → patches"]);
    expect(code({ postinstall: "patch-package" })).toEqual(["package.json package-lock.json → "]);
    expect(code({ postinstall: "patch-package --patch-dir fixes" }, { "fixes/a.patch": "x" })).toEqual([
      "package.json package-lock.json → ",
      "fixes/ → fixes",
    ]);
  });
});

describe("prisma", () => {
  const SCHEMA = 'generator client {\n  provider = "prisma-client-js"\n}\n';
  const code = (files: Files, more: object = {}) =>
    copiesOf(npm, "npm ci", withManifest({ dependencies: { "@prisma/client": "5.0.0" }, ...more }, files));

  test("its directory", () => expect(code({ "prisma/schema.prisma": SCHEMA })).toEqual(["package.json package-lock.json → ", "prisma/ → prisma"]));
  test("beside the manifest", () => expect(code({ "schema.prisma": SCHEMA })).toEqual(["package.json package-lock.json schema.prisma → "]));
  test("named by the manifest", () => {
    expect(code({ "db/main.prisma": SCHEMA }, { prisma: { schema: "db/main.prisma" } })).toEqual([
      "package.json package-lock.json → ",
      "db/main.prisma → db",
    ]);
  });
  test("nobody knows", () => {
    expect(code({ "prisma.config.ts": "export default {}", "prisma/schema.prisma": SCHEMA })).toBe("prisma-schema-unknown");
    expect(code({ "db/main.prisma": SCHEMA })).toBe("prisma-schema-unknown");
    expect(code({ "prisma/schema.prisma": "" })).toBe("prisma-schema-unknown");
    expect(code({}, { prisma: { schema: "db/main.prisma" } })).toBe("prisma-schema-unknown");
    expect(code({ "prisma/schema.prisma": 'generator zod {\n  provider = "zod-prisma"\n}\n' })).toBe("prisma-schema-unknown");
  });
  test("a client in the project", () => {
    const schema = 'generator client {\n  provider = "prisma-client"\n  output = "../src/db"\n}\n';
    expect(code({ "prisma/schema.prisma": schema, "src/db/index.js": "1" })).toBe("install-writes-tracked-paths");
    const plan = planOf(npm, "npm ci", withManifest({ dependencies: { prisma: "6.0.0" } }, { "prisma/schema.prisma": schema }));
    expect(plan).toMatchObject({ writes: [{ path: "node_modules" }, { path: "src/db", pattern: "src/db" }] });
  });
});

describe("workspaces", () => {
  const member = (name: string, more: object = {}) => ({ name, version: "1.0.0", ...more });
  const workspace = (patterns: readonly string[], members: Readonly<Record<string, object>>, files: Files = {}): Files => ({
    ...withManifest({ workspaces: patterns }),
    "package-lock.json": lockOf({ ...MANIFEST, workspaces: patterns }, members),
    ...Object.fromEntries(Object.entries(members).map(([path, manifest]) => [`${path}/package.json`, manifest])),
    ...files,
  });
  const ROOT = "package.json package-lock.json → ";

  test("one line for each member, in lock order", () => {
    const files = workspace(["packages/*"], { "packages/b": member("b"), "packages/a": member("a") });
    const expected = [ROOT, "packages/b/package.json → packages/b", "packages/a/package.json → packages/a"];
    expect(copiesOf(npm, "npm ci", files)).toEqual(expected);
    expect(copiesOf(npm, "npm install", files)).toEqual(expected);
    expect(copiesOf(npm, "npm ci", files, { directory: "packages/a" })).toEqual(expected);
  });
  test("patterns", () => {
    const members = { "apps/web": member("web"), "libs/x/y": member("y"), tool: member("tool") };
    const all = [ROOT, "apps/web/package.json → apps/web", "libs/x/y/package.json → libs/x/y", "tool/package.json → tool"];
    expect(copiesOf(npm, "npm ci", workspace(["apps/*", "./libs/**", "tool"], members))).toEqual(all);
    expect(copiesOf(npm, "npm ci", workspace(["{apps,tool}", "{apps,libs}/**", "!libs/**", "tool"], members))).toEqual([all[0], all[1], all[3]]);
    expect(copiesOf(npm, "npm ci", workspace(["@(apps|libs)/*"], members))).toBe("workspace-members");
    expect(copiesOf(npm, "npm ci", workspace(["../other/*"], members))).toBe("workspace-members");
  });
  test("more than thirty", () => {
    const members = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`packages/p${index}`, member(`p${index}`)]));
    expect(copiesOf(npm, "npm ci", workspace(["packages/*"], members))).toBe("workspace-members");
  });
  test("commands of members", () => {
    const files = workspace(
      ["packages/*"],
      { "packages/a": member("a", { bin: { tool: "./bin/a.js" } }) },
      { "packages/a/bin/a.js": "#!/usr/bin/env node\n" },
    );
    expect(copiesOf(npm, "npm ci", files)).toBe("workspace-bin");
    const executable = { modes: { "packages/a/bin/a.js": 0o755 } };
    expect(copiesOf(npm, "npm ci", files, executable)).toEqual([
      ROOT,
      "packages/a/package.json → packages/a",
      "packages/a/bin/a.js → packages/a/bin",
    ]);
    expect(copiesOf(npm, "npm ci", { ...files, "packages/a/bin/a.js": "#!/usr/bin/env node\r\n" }, executable)).toBe("workspace-bin");
    expect(copiesOf(npm, "npm ci", files, { ignored: ["packages/a/bin/a.js"] })).toEqual([ROOT, "packages/a/package.json → packages/a"]);
    expect(copiesOf(npm, "npm ci", workspace(["packages/*"], { "packages/a": member("a", { bin: "dist/a.js" }) }))).toBe("workspace-bin");
  });
  test("scripts of members", () => {
    const files = workspace(["packages/*"], { "packages/a": member("a", { scripts: { prepare: "tsc" } }) });
    expect(copiesOf(npm, "npm ci", files)).toBe("lifecycle-script");
    expect(copiesOf(npm, "npm ci --ignore-scripts", files)).toEqual([ROOT, "packages/a/package.json → packages/a"]);
  });
  test("a member that the lock does not know", () => {
    const files = workspace(["packages/*"], { "packages/a": member("a") }, { "packages/b/package.json": member("b") });
    expect(copiesOf(npm, "npm install", files)).toBe("lock-out-of-sync");
  });
  test("a member whose manifest is empty", () => {
    expect(copiesOf(npm, "npm ci", workspace(["packages/*"], {}, { "packages/a/package.json": "" }))).toBe("manifest-unreadable");
  });
});

describe("dependencies by path", () => {
  const linked = (entry: object, files: Files = {}): Files => ({
    "package.json": { ...MANIFEST, dependencies: { lib: "file:./lib" } },
    "package-lock.json": lockOf({ ...MANIFEST, dependencies: { lib: "file:./lib" } }, { "node_modules/lib": entry, lib: { version: "1.0.0" } }),
    "lib/package.json": { name: "lib", version: "1.0.0" },
    ...files,
  });
  const link = { resolved: "lib", link: true };
  const ROOT = "package.json package-lock.json → ";

  test("linked by the lock", () => {
    expect(copiesOf(npm, "npm ci", linked(link))).toEqual([ROOT, "lib/package.json → lib"]);
    expect(copiesOf(npm, "npm install", linked(link))).toEqual([ROOT, "lib/package.json → lib"]);
  });
  test("packed, or nobody knows", () => {
    expect(copiesOf(npm, "npm ci", linked({ resolved: "file:lib" }))).toBe("local-dependency");
    expect(copiesOf(npm, "npm ci", linked(link), { image: "node:14" })).toBe("local-dependency");
    expect(copiesOf(npm, "npm ci --install-links", linked(link))).toBe("local-dependency");
    expect(copiesOf(npm, "npm ci", linked(link, { ".npmrc": "install-links=true" }))).toBe("local-dependency");
    expect(copiesOf(npm, "npm install", { "package.json": { dependencies: { lib: "file:./lib" } }, "lib/package.json": {} })).toBe(
      "local-dependency",
    );
  });
  test("outside of the context", () => {
    expect(copiesOf(npm, "npm ci", { ...PLAIN, "package.json": { dependencies: { lib: "file:../lib" } } })).toBe("local-dependency");
  });
  test("an archive", () => {
    const files = { ...PLAIN, "package.json": { dependencies: { lib: "file:vendor/lib.tgz" } } };
    expect(copiesOf(npm, "npm ci", { ...files, "vendor/lib.tgz": "x" })).toEqual([ROOT, "vendor/lib.tgz → vendor"]);
    expect(copiesOf(npm, "npm ci", files)).toBe("local-dependency");
  });
});

test("npm-shrinkwrap.json takes the place of package-lock.json", () => {
  expect(copiesOf(npm, "npm ci", { ...PLAIN, "npm-shrinkwrap.json": lockOf(MANIFEST) })).toEqual(["package.json npm-shrinkwrap.json → "]);
});
