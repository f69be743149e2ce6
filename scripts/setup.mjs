// Makes a fresh clone runnable: installs from the lockfile when node_modules is missing or older, and builds dist when a source is newer.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const time = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
const newest = (folder) =>
  Math.max(
    0,
    ...readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile())
      .map((e) => time(join(e.parentPath, e.name))),
  );

/** The program has said what went wrong; a stack of this script would only hide it. */
function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  if (status === 0) return;
  console.error(`setup: ${basename(program)} ${args.join(" ")} failed${error === undefined ? "" : ` (${error.message})`}`);
  process.exit(status ?? 1);
}

if (time(join(root, "node_modules/.package-lock.json")) < time(join(root, "package-lock.json"))) {
  run("npm", ["ci", "--loglevel=error"]);
}
if (
  time(join(root, "dist/dfmod.js")) <
  Math.max(newest("src"), newest("transforms"), newest("docs/transforms"), time(join(root, "scripts/build.mjs")), time(join(root, "package.json")))
) {
  run(process.execPath, [join(root, "scripts/build.mjs")]);
}
