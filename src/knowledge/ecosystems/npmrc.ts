/** .npmrc: read by npm, pnpm, yarn 1 and bun from the directory they install in (npm's documentation, "npmrc"). */
import type { BuildContext } from "../../engine/transform.ts";
import { type Needs, NOTHING, refused } from "./needs.ts";

/** Settings whose value is a file or directory: a relative one lies in the project. */
const PATHS =
  /^(?:ca-?file|globalconfig|userconfig|pnpmfile|global-pnpmfile|script-shell|prefix|cache|cache-dir|store-dir|virtual-store-dir|modules-dir|lockfile-dir|patches-dir)$/;

export interface Npmrc {
  readonly settings: ReadonlyMap<string, string>;
  readonly needs: Needs;
}

/** The settings, and the file itself as something the install reads. No file, no settings. */
export function readNpmrc(build: BuildContext, path: string): Npmrc {
  const settings = new Map<string, string>();
  if (!build.has(path)) return { settings, needs: NOTHING };
  const text = build.read(path);
  if (text === "unknown") {
    const reason = `\`${path}\` is empty or cannot be read, so that nobody can say what the install reads; remove or mend it`;
    return { settings, needs: refused("manifest-unreadable", reason) };
  }
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^\s*([^;#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) settings.set(key.replace(/\[\]$/, ""), value.replace(/^(["'])(.*)\1$/, "$2"));
  }
  return { settings, needs: needsOf(path, settings) };
}

function needsOf(path: string, settings: ReadonlyMap<string, string>): Needs {
  const named = [...settings].find(([key, value]) => isPathSetting(key, value));
  if (named !== undefined) {
    return refused(
      "settings-name-files",
      `\`${path}\` sets ${named[0]} to a path of the project, which the install reads or writes; set it outside the project`,
    );
  }
  const secret = [...settings].some(([key, value]) => /(?:^|:)_(?:authToken|auth|password)$/.test(key) && value !== "" && !value.includes("${"));
  const message = `\`${path}\` holds a credential, which stays in the image's layers; take it from a build secret`;
  return { ...NOTHING, files: [path], advice: secret ? [{ code: "secret-npmrc", message }] : [] };
}

function isPathSetting(key: string, value: string): boolean {
  if (key === "node-options") return /(?:-r|--require|--import|--loader)/.test(value);
  return PATHS.test(key) && value !== "" && !/^(?:\/|~|\$\{HOME\})/.test(value);
}
