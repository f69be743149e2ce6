import { commands, table } from "./option-table.ts";

/** The help text. Made from the table alone: laying it out with yargs costs more than everything else that --help does. */
export function helpText(): string {
  const usage: readonly (readonly [string, string])[] = [
    ["dfmod [paths..]", "rewrite these Dockerfiles, or those below these directories, in place"],
    ["dfmod --all", "every Dockerfile of the repository"],
    ["dfmod -", "standard input to standard output"],
    ...Object.values(commands).map(({ usage: line, description }) => [`dfmod ${line}`, description] as const),
  ];
  const options = Object.entries(table);
  const groups = new Set(options.map(([, { group }]) => group));
  const sections = [...groups].map((name) => `${name}\n${columns(options.filter(([, { group }]) => group === name).map(optionRow))}`);
  return `${columns(usage, "")}\n${sections.join("\n")}\nExit status: 0 done, 1 --check found changes, 2 something could not be done.\n`;
}

interface Facts {
  readonly alias?: string | readonly string[];
  readonly value?: string;
  readonly description: string;
}

function optionRow([name, { alias = [], value = "", description }]: readonly [string, Facts]): readonly [string, string] {
  const aliases = typeof alias === "string" ? [alias] : alias;
  const short = aliases.find((each) => each.length === 1);
  const long = [name, ...aliases.filter((each) => each.length > 1)].map((each) => `--${each}`).join(", ");
  const shown = value === "" || value.startsWith("[") ? value : ` ${value}`;
  return [`${short === undefined ? "    " : `-${short}, `}${long}${shown}`, description];
}

function columns(rows: readonly (readonly [string, string])[], indent = "  "): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}\n`).join("");
}
