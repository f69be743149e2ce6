/** Commands that write the manifest or the lockfile: a copy of the sources below them takes that back. */
import type { Recognised } from "./ecosystem.ts";

export function mutates(command: string, directory: string | undefined): Recognised {
  const reason = `\`${command}\` writes the manifest or the lockfile, and the copy of the sources would take that back; make the change in the project and commit it`;
  return { kind: "refused", directory, code: "install-mutates-manifest", reason };
}
