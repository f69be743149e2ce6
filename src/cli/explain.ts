import { findTransform } from "../config/plugins.ts";
import type { Transform } from "../engine/transform.ts";
import type { CommandLine, ExitStatus, Streams } from "./command-line.ts";
import { loadPage } from "./pages.ts";
import { openSession } from "./session.ts";

/** `dfmod explain <id>`: the transform's page; for one of a plugin, what it says about itself. */
export async function runExplain(line: CommandLine, streams: Streams): Promise<ExitStatus> {
  const { transforms } = await openSession(line, streams.cwd, []);
  const transform = findTransform(line.operands[0] ?? "", transforms, "dfmod explain");
  const page = (await loadPage(transform.id)) ?? describe(transform);
  streams.stdout(page.endsWith("\n") ? page : `${page}\n`);
  return 0;
}

function describe({ id, summary, category, safety, effects, options = {} }: Transform): string {
  const rows = Object.entries(options).map(([name, value]) => `- ${name} (default ${JSON.stringify(value)})`);
  return [
    `# ${id}\n`,
    `${summary}.\n`,
    `Category ${category}; its changes are graded ${safety} unless they say otherwise.`,
    `It may change: ${effects.length === 0 ? "nothing in the built image" : effects.join(", ")}.`,
    ...(rows.length === 0 ? [] : ["\nOptions:", ...rows]),
  ].join("\n");
}
