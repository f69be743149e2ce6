import type { CommandLine, ExitStatus, Streams } from "./command-line.ts";
import { openSession } from "./session.ts";

/** `dfmod list`: every transform in the order they run, those of plugins last. */
export async function runList(line: CommandLine, streams: Streams): Promise<ExitStatus> {
  const { transforms } = await openSession(line, streams.cwd, []);
  const rows = transforms.map(({ id, category, safety, summary }) => ({ id, category, grade: safety, summary }));
  if (line.json) {
    streams.stdout(`${JSON.stringify(rows, undefined, 2)}\n`);
    return 0;
  }
  const width = Math.max(...rows.map(({ id }) => id.length), 0);
  streams.stdout(
    rows.map(({ id, category, grade, summary }) => `${id.padEnd(width)}  ${category.padEnd(11)}  ${grade.padEnd(6)}  ${summary}\n`).join(""),
  );
  return 0;
}
