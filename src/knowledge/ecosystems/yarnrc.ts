/** .yarnrc.yml (Yarn's documentation, "yarnrc"). */
import type { BuildContext } from "../../engine/transform.ts";
import { joinPath } from "./ecosystem.ts";
import { below } from "./javascript-install.ts";
import { type Needs, NOTHING, refused } from "./needs.ts";

export interface Yarnrc {
  /** Settings with a scalar, wherever they stand. */
  readonly values: ReadonlyMap<string, string>;
  readonly needs: Needs;
}

/** Settings whose value is a file or directory. */
const PATHS =
  /^(?:bstatePath|caFilePath|constraintsPath|deferredVersionFolder|globalFolder|httpsCaFilePath|httpsCertFilePath|httpsKeyFilePath|injectEnvironmentFiles|installStatePath|lockfileFilename|patchFolder|pnpDataPath|pnpUnpluggedFolder|virtualFolder)$/;

/** No file, no settings. */
export function readYarnrc(build: BuildContext, directory: string): Yarnrc {
  const path = below(directory, ".yarnrc.yml");
  if (!build.has(path)) return { values: new Map(), needs: NOTHING };
  const text = build.read(path);
  if (text === "unknown") {
    const reason = `\`${path}\` is empty or cannot be read, so that nobody can say what the install reads; remove or mend it`;
    return { values: new Map(), needs: refused("manifest-unreadable", reason) };
  }
  const pairs = [...text.matchAll(/^\s*(?:-\s+)?["']?([\w.@/-]+)["']?:[ \t]*["']?([^"'\n#]*?)["']?[ \t]*(?:#.*)?\r?$/gm)].map(
    ([, key = "", value = ""]) => [key, value] as const,
  );
  return { values: new Map(pairs), needs: needsOf(build, directory, path, pairs) };
}

function needsOf(build: BuildContext, directory: string, path: string, pairs: readonly (readonly [string, string])[]): Needs {
  const files = [path, ...[".env.yarn"].map((name) => below(directory, name)).filter((each) => build.has(each))];
  for (const [key, value] of pairs) {
    if (key === "enableConstraintsChecks" && value !== "false") {
      return refused(
        "lifecycle-script",
        `\`${path}\` has the install check constraints, which are a program that may read any source; check them in a step of its own`,
      );
    }
    if (PATHS.test(key) && !/^(?:\/|~|\$\{HOME\})/.test(value)) {
      return refused(
        "settings-name-files",
        `\`${path}\` sets ${key} to a path of the project, which the install reads or writes; set it outside the project`,
      );
    }
    if (key !== "yarnPath" && key !== "path") continue;
    const named = joinPath(directory, value);
    if (named === undefined || value.startsWith("/")) continue;
    if (!build.has(named))
      return refused(
        "manifest-not-found",
        `\`${path}\` names \`${named}\`, which is not in the build context; commit it, or take it back with !${named}`,
      );
    files.push(named);
  }
  const hasSecret = pairs.some(([key, value]) => /^npmAuth(?:Token|Ident)$/.test(key) && value !== "" && !value.includes("${"));
  const message = `\`${path}\` holds a credential, which stays in the image's layers; take it from a build secret`;
  return { ...NOTHING, files, advice: hasSecret ? [{ code: "secret-npmrc", message }] : [] };
}
