import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { findConfigFile } from "../config/load.ts";
import { findRepository } from "../discover/repository.ts";
import { DfmodError } from "../errors.ts";
import type { CommandLine, ExitStatus, Streams } from "./command-line.ts";

const template = `/** @type {import("dfmod").Config} */
export default {
  // Globs from this directory. One without a slash matches at any depth; one that matches a directory covers what is below it.
  files: {
    // Files that are Dockerfiles in spite of their name.
    include: [],
    // Files that --all and directories leave out. A path given by hand is taken all the same (--respect-excludes for hooks).
    exclude: [],
  },

  // Also apply changes graded unsafe: they can change how the image builds or runs, and a reviewer must look.
  unsafe: false,

  // "off", "safe", "unsafe", or the options of the transform. \`dfmod list\` names them all.
  transforms: {
    // "exec-form": "off",
  },

  // Other settings for some files; later entries win.
  overrides: [
    // { files: ["legacy/**"], transforms: { "exec-form": "off" } },
  ],

  // The directory a Dockerfile is built from, where it is not its own.
  contexts: {
    // "services/*/Dockerfile": ".",
  },

  // Modules with transforms of your own.
  plugins: [],
};
`;

/** `dfmod init`: a commented configuration at the root of the repository, where alone it may be a module. */
export async function runInit(_line: CommandLine, streams: Streams): Promise<ExitStatus> {
  const root = findRepository(streams.cwd)?.root ?? streams.cwd;
  const existing = findConfigFile(root);
  if (existing !== undefined) {
    throw new DfmodError("config", `there already is a configuration: ${relative(streams.cwd, existing)}`, "edit it, or remove it first");
  }
  const file = join(root, "dfmod.config.mjs");
  writeFileSync(file, template, { flag: "wx" });
  streams.stderr(`wrote ${relative(streams.cwd, file)}\n`);
  return 0;
}
