// Makes a fresh clone runnable: installs from the lockfile when node_modules is missing or older, and builds dist when a source is newer.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
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

if (time(join(root, "node_modules/.package-lock.json")) < time(join(root, "package-lock.json"))) {
  execFileSync("npm", ["ci", "--loglevel=error"], { cwd: root, stdio: "inherit" });
}
if (
  time(join(root, "dist/dfmod.js")) <
  Math.max(newest("src"), newest("transforms"), newest("docs/transforms"), time(join(root, "scripts/build.mjs")), time(join(root, "package.json")))
) {
  execFileSync(process.execPath, [join(root, "scripts/build.mjs")], { cwd: root, stdio: "inherit" });
}
