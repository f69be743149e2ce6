/** Packages whose own install scripts read the project or write into it. */

import { joinPath } from "./ecosystem.ts";
import { membersOf } from "./json.ts";
import type { Host } from "./lifecycle.ts";
import { type Needs, NOTHING, refused, together } from "./needs.ts";
import { requires } from "./package-json.ts";

/** Puppeteer's documentation, "Configuration"; cosmiconfig's search places. */
const PUPPETEER = [
  ...[".puppeteerrc", ".puppeteerrc.json", ".puppeteerrc.yaml", ".puppeteerrc.yml"],
  ...["js", "cjs", "mjs", "ts"].flatMap((end) => [`.puppeteerrc.${end}`, `puppeteer.config.${end}`, `.config/puppeteerrc.${end}`]),
];

/** What the dependencies of the root need when their scripts run. */
export function dependencyNeeds({ build, manifest }: Host): Needs {
  const at = (name: string): string => joinPath(manifest.directory, name) ?? name;
  const puppeteer = requires(manifest, "puppeteer") ? PUPPETEER.map(at).find((path) => build.has(path)) : undefined;
  const worker = requires(manifest, "msw") && membersOf(manifest.fields.get("msw")).has("workerDirectory");
  return together([
    puppeteer === undefined
      ? NOTHING
      : refused(
          "lifecycle-script",
          `the install script of puppeteer runs \`${puppeteer}\`, which may load anything; set its options by environment variables`,
        ),
    worker
      ? refused(
          "install-writes-tracked-paths",
          "the install script of msw writes its worker into the project (msw.workerDirectory), and the sources would put the old one back",
        )
      : NOTHING,
  ]);
}
