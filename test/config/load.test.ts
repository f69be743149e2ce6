import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ConfigPlace, loadConfigs } from "../../src/config/load.ts";
import { withPlugins } from "../../src/config/plugins.ts";
import { excludingGlob, globFromRoot, resolveConfig } from "../../src/config/resolve.ts";
import type { Transform } from "../../src/engine/transform.ts";
import { DfmodError } from "../../src/errors.ts";
import { directory, type Tree } from "../cli/command.ts";

interface Options extends Partial<ConfigPlace> {
  readonly at?: string;
}

async function load(tree: Tree, { at = ".", ...place }: Options = {}) {
  const root = directory(tree);
  const target = join(root, at);
  mkdirSync(target, { recursive: true });
  const layers = (await loadConfigs({ root, cwd: root, ...place }, [target])).get(target) ?? [];
  return { root, layers, of: (path: string) => resolveConfig(layers, join(root, path)) };
}

async function failure(
  tree: Tree,
  options: Options = {},
): Promise<{ readonly message: string; readonly hint: string | undefined; readonly code: string }> {
  try {
    await load(tree, options);
  } catch (error) {
    if (error instanceof DfmodError) {
      return { message: error.message.replaceAll(/\/\S*\/dfmod-test-\w+/g, "ROOT"), hint: error.hint, code: error.code };
    }
    throw error;
  }
  throw new Error("no failure");
}

const json = JSON.stringify;

describe("finding the configuration", () => {
  test.each([
    ["dfmod.json", json({ unsafe: true })],
    ["dfmod.config.mjs", "export default { unsafe: true };"],
    ["dfmod.config.js", "module.exports = { unsafe: true };"],
    ["package.json", json({ name: "x", dfmod: { unsafe: true } })],
  ])("%s", async (name, text) => {
    expect((await load({ [name]: text }, { at: "a/b" })).of("a/b/Dockerfile").unsafe).toBe(true);
  });

  test("there is none", async () => {
    const { layers, of } = await load({ "package.json": json({ name: "x", description: '"dfmod"' }) });
    expect(layers).toEqual([]);
    expect(of("Dockerfile")).toMatchObject({ unsafe: false, settings: {}, context: undefined });
  });

  test("a package.json that is not JSON is somebody else's", async () => {
    expect((await load({ "package.json": '{ "dfmod": ' })).layers).toEqual([]);
  });

  test("nearest wins, without merging", async () => {
    const { of } = await load(
      { "dfmod.json": json({ unsafe: true, transforms: { a: "off" } }), "x/dfmod.json": json({ transforms: { b: "off" } }) },
      { at: "x/y" },
    );
    expect(of("x/y/Dockerfile")).toMatchObject({ unsafe: false, off: new Set(["b"]) });
  });

  test("never above the root", async () => {
    const root = directory({ "dfmod.json": json({ unsafe: true }), "repository/Dockerfile": "" });
    const inner = join(root, "repository");
    expect((await loadConfigs({ root: inner, cwd: inner }, [inner])).get(inner)).toEqual([]);
  });

  test("a file outside the root is looked up to its own repository", async () => {
    const root = directory({
      "dfmod.json": "{ wrong",
      "other/.git/HEAD": "",
      "other/dfmod.json": json({ unsafe: true }),
      "other/a/Dockerfile": "",
      "here/x": "",
    });
    const target = join(root, "other/a");
    const layers = (await loadConfigs({ root: join(root, "here"), cwd: root }, [target])).get(target) ?? [];
    expect(layers.map(({ file }) => dirname(file))).toEqual([join(root, "other")]);
  });

  test("--no-config and --config", async () => {
    expect((await load({ "dfmod.json": "{ wrong" }, { none: true })).layers).toEqual([]);
    const { of } = await load({ "dfmod.json": "{ wrong", "ci/other.json": json({ unsafe: true }) }, { file: "ci/other.json", at: "a" });
    expect(of("a/Dockerfile").unsafe).toBe(true);
  });

  test("globs of --config start at the current directory", async () => {
    const { layers, root } = await load({ "ci/other.json": json({ files: { exclude: ["x/*"] } }) }, { file: "ci/other.json" });
    expect(excludingGlob(layers, join(root, "x/Dockerfile"))).toBe("x/*");
    expect(excludingGlob(layers, join(root, "ci/x/Dockerfile"))).toBeUndefined();
  });
});

describe("extending", () => {
  test('"root"', async () => {
    const { of } = await load(
      {
        "dfmod.config.mjs": 'export default { unsafe: true, transforms: { a: "off", b: "off" } };',
        "x/dfmod.json": json({ extends: "root", transforms: { b: "safe" } }),
      },
      { at: "x" },
    );
    expect(of("x/Dockerfile")).toMatchObject({ unsafe: true, off: new Set(["a"]), settings: { b: { grade: "safe" } } });
  });

  test("a relative path, whose globs start at its own directory", async () => {
    const tree = {
      "dfmod.json": json({ extends: "./shared/base.json", transforms: { c: "off" } }),
      "shared/base.json": json({ overrides: [{ files: ["x/*"], transforms: { a: "off" } }] }),
    };
    const { of, layers, root } = await load(tree);
    expect(of("x/Dockerfile").offHere).toEqual(new Set());
    expect(of("shared/x/Dockerfile").offHere).toEqual(new Set(["a"]));
    expect(layers.map((layer) => globFromRoot(root, layer, "x"))).toEqual(["shared/**/x", "x"]);
  });

  test("fails for itself, for what is not there, for modules", async () => {
    expect((await failure({ "dfmod.json": json({ extends: "./a.json" }), "a.json": json({ extends: "./dfmod.json" }) })).message).toContain(
      "extends itself through",
    );
    expect((await failure({ "dfmod.json": json({ extends: "./no.json" }) })).message).toContain("does not exist");
    expect((await failure({ "dfmod.json": json({ extends: "./a.mjs" }), "a.mjs": "" })).message).toContain("only JSON configurations");
    expect((await failure({ "x/dfmod.json": json({ extends: "root" }) }, { at: "x" })).message).toContain("there is no configuration in ROOT");
  });
});

describe("what a file gets", () => {
  const config = {
    unsafe: true,
    transforms: { a: "off", b: "safe", c: { n: 1, m: 1 } },
    overrides: [
      { files: ["x/**"], transforms: { a: "unsafe", b: "off", c: { n: 2 } } },
      { files: ["x/y/Dockerfile"], transforms: { b: "safe" } },
    ],
    contexts: { "x/*/Dockerfile": ".", "x/z": "x" },
  };

  test("overrides, later entries last", async () => {
    const { of, root } = await load({ "dfmod.json": json(config) });
    expect(of("Dockerfile")).toMatchObject({
      off: new Set(["a"]),
      offHere: new Set(),
      settings: { b: { grade: "safe" }, c: { options: { n: 1, m: 1 } } },
      context: undefined,
    });
    expect(of("x/Dockerfile")).toMatchObject({
      off: new Set(),
      offHere: new Set(["b"]),
      settings: { a: { grade: "unsafe" }, c: { options: { n: 2, m: 1 } } },
    });
    expect(of("x/y/Dockerfile")).toMatchObject({ off: new Set(), offHere: new Set(), context: root });
    expect(of("x/z/Dockerfile").context).toBe(join(root, "x"));
  });
});

describe("what is refused", () => {
  test("two configurations in one directory, both named", async () => {
    expect(await failure({ "dfmod.json": "{}", "package.json": json({ dfmod: {} }) })).toEqual({
      code: "config",
      message: "two configurations in one directory: ROOT/dfmod.json and ROOT/package.json",
      hint: "keep one of them",
    });
  });

  test("bad JSON, with line and column", async () => {
    expect((await failure({ "dfmod.json": '{\n  "unsafe": true,\n}\n' })).message).toBe('ROOT/dfmod.json:3:1: "}" is not expected here');
    expect(await failure({ "dfmod.json": "{\n  // why\n}\n" })).toMatchObject({
      message: 'ROOT/dfmod.json:2:3: "/" is not expected here',
      hint: expect.stringContaining("no comments"),
    });
    expect((await failure({ "dfmod.json": "{" })).message).toBe("ROOT/dfmod.json:1:2: the file ends too early");
  });

  test("unknown keys, with the nearest", async () => {
    expect(await failure({ "dfmod.json": json({ overides: [] }) })).toMatchObject({
      message: 'ROOT/dfmod.json: unknown key "overides"',
      hint: 'did you mean "overrides"?',
    });
    expect((await failure({ "package.json": json({ dfmod: { files: { inclde: [] } } }) })).message).toBe(
      'ROOT/package.json: files has the unknown key "inclde"',
    );
  });

  test("a module that throws or exports nothing", async () => {
    expect((await failure({ "dfmod.config.mjs": 'throw new Error("boom");' })).message).toBe("ROOT/dfmod.config.mjs: boom");
    expect((await failure({ "dfmod.config.mjs": "export const a = 1;" })).message).toContain("no default export");
  });

  test("code below the root", async () => {
    expect((await failure({ "x/dfmod.config.mjs": "export default {};" }, { at: "x" })).message).toContain("must be JSON");
    expect((await failure({ "x/dfmod.json": json({ plugins: ["./p.mjs"] }) }, { at: "x" })).message).toContain(
      '"plugins" belongs into the configuration of ROOT',
    );
    expect((await failure({ "x/dfmod.json": json({ files: { include: ["a"] } }) }, { at: "x" })).message).toContain('"files.include" belongs');
  });

  test("--config that is not there, or no configuration", async () => {
    expect((await failure({}, { file: "no.json" })).message).toBe("no.json: no such configuration file");
    expect((await failure({ "a.toml": "" }, { file: "a.toml" })).message).toContain("is a .json, .mjs or .js file");
  });

  test("a glob that is none", async () => {
    expect((await failure({ "dfmod.json": json({ files: { exclude: ["[z-a]"] } }) })).message).toBe('ROOT/dfmod.json: "[z-a]" is not a valid glob');
  });
});

describe("plugins", () => {
  const plugin = (id: string): string => `{ id: "${id}", summary: "Do it", category: "size", safety: "safe", effects: [], *find() {} }`;
  const ids = async (tree: Tree, builtIn: readonly Transform[] = []) => (await withPlugins(builtIn, [(await load(tree)).layers])).map(({ id }) => id);

  test("one as default, several as default, several by name; in order, each file once", async () => {
    const tree = {
      "dfmod.json": json({ plugins: ["./one.mjs", "./two.mjs", "./one.mjs", "./three.mjs", "house"] }),
      "one.mjs": `export default ${plugin("one")};`,
      "two.mjs": `export default [${plugin("two")}, ${plugin("two-b")}];`,
      "three.mjs": `export const transforms = [${plugin("three")}];`,
      "node_modules/house/package.json": json({ name: "house", type: "module", main: "index.js" }),
      "node_modules/house/index.js": `export default ${plugin("house")};`,
    };
    expect(await ids(tree)).toEqual(["one", "two", "two-b", "three", "house"]);
  });

  test("an id that is taken, no transform, no module", async () => {
    await expect(
      ids({
        "dfmod.json": json({ plugins: ["./a.mjs", "./b.mjs"] }),
        "a.mjs": `export default ${plugin("x")};`,
        "b.mjs": `export default ${plugin("x")};`,
      }),
    ).rejects.toThrow('there already is a transform "x"');
    await expect(ids({ "dfmod.json": json({ plugins: ["./a.mjs"] }), "a.mjs": "export default { id: 'x' };" })).rejects.toThrow(
      "does not export transforms",
    );
    await expect(ids({ "dfmod.json": json({ plugins: ["./no.mjs"] }) })).rejects.toThrow(DfmodError);
    await expect(ids({ "dfmod.json": json({ plugins: ["no-such-package-here"] }) })).rejects.toThrow('cannot find the plugin "no-such-package-here"');
  });
});
