/**
 * Keeps the pages of the transforms true: writes their headers, their before/after (the `example` fixture, verbatim) and the list in the README.
 * `--check` writes nothing and exits 1 when something is stale. Codes that a fixture expects and a page does not name are problems either way.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Transform } from "../src/engine/transform.ts";
import { transforms } from "../transforms/index.ts";

export interface DocsReport {
  /** Files whose generated parts differ from what they should be, with the text they should have. */
  readonly stale: readonly { readonly path: string; readonly text: string }[];
  /** What only a person can mend. */
  readonly problems: readonly string[];
}

/** Looks at all pages below `root` and changes nothing. */
export function checkDocs(root: string): DocsReport {
  const stale: { path: string; text: string }[] = [];
  const problems: string[] = [];
  const compare = (path: string, write: (text: string) => string): void => {
    const full = join(root, path);
    if (!existsSync(full)) {
      problems.push(`${path} is missing`);
      return;
    }
    const before = readFileSync(full, "utf8");
    const text = write(before);
    if (text !== before) stale.push({ path, text });
  };
  for (const transform of transforms) {
    compare(pagePath(transform.id), (text) => page(root, transform, text, problems));
  }
  compare("README.md", (text) => between(text, "transforms", list(), problems, "README.md"));
  for (const entry of readdirSync(join(root, "docs/transforms"))) {
    if (!transforms.some(({ id }) => entry === `${id}.md`)) problems.push(`docs/transforms/${entry} belongs to no transform of transforms/index.ts`);
  }
  return { stale, problems };
}

function pagePath(id: string): string {
  return `docs/transforms/${id}.md`;
}

function page(root: string, transform: Transform, text: string, problems: string[]): string {
  const path = pagePath(transform.id);
  const [before, after] = example(root, transform.id);
  if (before === undefined || after === undefined) problems.push(`__testfixtures__/${transform.id} has no \`example\` with input and output`);
  for (const code of codes(root, transform.id)) {
    if (!text.includes(`\`${code}\``)) problems.push(`${path} does not name the code \`${code}\`, which a fixture expects`);
  }
  for (const heading of ["What it does", "Why", "Fix safety", "When it refuses", "Limits"]) {
    if (!text.includes(`\n## ${heading}\n`)) problems.push(`${path} has no section "## ${heading}"`);
  }
  const withHeader = between(text, "header", header(transform), problems, path);
  return fences(withHeader, [before ?? "", after ?? ""], path, problems);
}

function header({ id, summary, category, safety, effects, covers, options }: Transform): string {
  const codesOf = [...(covers?.hadolint ?? []).map((code) => `hadolint ${code}`), ...(covers?.buildkit ?? []).map((code) => `BuildKit ${code}`)];
  const optionList = Object.entries(options ?? {}).map(([name, value]) => `\`${id}.${name}\` (default \`${JSON.stringify(value)}\`)`);
  const rows = [
    ["Category", category],
    ["Grade", safety],
    ["May change in the image", effects.map((effect) => `\`${effect}\``).join(", ") || "nothing"],
    ["Honours the ignore comments of", codesOf.join(", ") || "no other linter"],
    ["Options", optionList.join(", ") || "none"],
  ];
  const table = ["| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
  return `\n# \`${id}\`\n\n${summary}.\n\n${table}\n`;
}

function list(): string {
  const rows = transforms.map(({ id, safety, summary }) => `| [\`${id}\`](${pagePath(id)}) | ${safety} | ${summary} |`);
  return ["", "| transform | grade | what it does |", "|---|---|---|", ...rows, ""].join("\n");
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function between(text: string, name: string, content: string, problems: string[], path: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) {
    problems.push(`${path} has no lines ${open} and ${close} for what is generated`);
    return text;
  }
  return text.slice(0, start + open.length) + content + text.slice(end);
}

/** Fills the first two dockerfile fences of a page. */
function fences(text: string, contents: readonly string[], path: string, problems: string[]): string {
  let count = 0;
  const filled = text.replace(/^```dockerfile\n[\s\S]*?^```$/gm, (fence) => {
    const content = contents[count++];
    return content === undefined ? fence : `\`\`\`dockerfile\n${content.replace(/\n?$/, "\n")}\`\`\``;
  });
  if (count < contents.length) problems.push(`${path} has no two dockerfile blocks for before and after`);
  return filled;
}

function example(root: string, id: string): readonly (string | undefined)[] {
  const folder = join(root, "__testfixtures__", id);
  const read = (path: string): string | undefined => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : undefined);
  return ["input", "output"].map((side) => read(`example.${side}.Dockerfile`) ?? read(`example/${side}/Dockerfile`));
}

/** Every code of a refusal or an advice that a fixture expects. */
function codes(root: string, id: string): readonly string[] {
  const folder = join(root, "__testfixtures__", id);
  if (!existsSync(folder)) return [];
  const found = new Set<string>();
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith("expect.json")) continue;
    const { outcomes }: { outcomes: readonly { code?: string }[] } = JSON.parse(readFileSync(join(folder, path), "utf8"));
    for (const { code } of outcomes) if (code !== undefined) found.add(code);
  }
  return [...found].sort();
}

/** Writes what is stale and says so; returns what only a person can mend. */
export function writeDocs(root: string): readonly string[] {
  const { stale, problems } = checkDocs(root);
  for (const { path, text } of stale) {
    writeFileSync(join(root, path), text);
    console.error(`wrote ${path}`);
  }
  return problems;
}

function main(root: string, isCheck: boolean): number {
  const stale = isCheck ? checkDocs(root).stale : [];
  const problems = isCheck ? checkDocs(root).problems : writeDocs(root);
  for (const problem of problems) console.error(problem);
  for (const { path } of stale) console.error(`${path} is stale: run \`npm run docs\``);
  return problems.length + stale.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.exitCode = main(join(import.meta.dirname, ".."), process.argv.includes("--check"));
}
