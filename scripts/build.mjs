// Bundles the command line and the library into dist (ESM, split, heavy parts behind import()), writes the JSON schema, and emits the type declarations on --types.
// Everything is built beside dist and moved there whole, so that a test that runs the command never meets half a build.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const stage = join(root, ".cache", `build-${process.pid}`);
const old = join(root, ".cache", `old-${process.pid}`);
mkdirSync(join(root, ".cache"), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: { dfmod: "src/cli/bin.ts", index: "src/index.ts", testing: "src/testing.ts", schema: "src/config/schema.ts" },
  outdir: stage,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  loader: { ".json": "json", ".md": "text" },
  banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
  logLevel: "warning",
});
chmodSync(join(stage, "dfmod.js"), 0o755);
const load = (name) => import(pathToFileURL(join(stage, name)).href);
const [{ configSchema }, { transforms }] = await Promise.all([load("schema.js"), load("index.js")]);
const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", title: "dfmod configuration", ...configSchema(transforms) };
writeFileSync(join(stage, "schema.json"), `${JSON.stringify(schema, undefined, 2)}\n`);
rmSync(join(stage, "schema.js"));
if (existsSync(dist)) {
  renameSync(dist, old);
}
renameSync(stage, dist);
rmSync(old, { recursive: true, force: true });
if (process.argv.includes("--types")) {
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
}
