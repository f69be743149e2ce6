/**
 * `npm run new-transform <id>`: a transform that works, with its fixtures and its page, entered into transforms/index.ts.
 * What it writes passes all tests; turn it into your own from there. Nothing is ever overwritten.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const INDEX = "transforms/index.ts";

const camelCase = (id: string): string => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const source = (id: string): string => `/**
 * TODO: say what BuildKit does here, and which documentation rests under the edit.
 * This template spells the name of a signal in capitals: \`sigterm\` and \`SIGTERM\` are the same to the engine.
 */
import type { Instruction } from "../src/dockerfile/model.ts";
import { replaceSpan } from "../src/edit/edits.ts";
import { defineTransform, type Outcome } from "../src/engine/transform.ts";

export default defineTransform({
  id: "${id}",
  summary: "Spell the name of the stop signal in capitals",
  category: "metadata",
  safety: "safe",
  effects: ["config:StopSignal", "history"],
  *find(dockerfile) {
    for (const at of dockerfile.instructions) {
      if (at.keyword === "STOPSIGNAL") yield* judge(at);
    }
  },
});

function* judge(at: Instruction): Iterable<Outcome> {
  const [word] = at.words;
  if (word === undefined || word.value === word.value.toUpperCase()) return;
  if (word.value.includes("$")) {
    yield { kind: "skip", at, code: "variable", reason: \`\\\`\${word.value}\\\` may hold any signal; write the name out\` };
    return;
  }
  if (!/^sig[a-z]+$/i.test(word.value)) {
    yield { kind: "skip", at, code: "no-signal", reason: \`\\\`\${word.value}\\\` is not the name of a signal; correct it\` };
    return;
  }
  yield { kind: "change", at, edits: [replaceSpan(word, word.value.toUpperCase())], message: "spell the signal in capitals, as signal(7) does" };
}
`;

const page = (id: string): string => `<!-- header -->
<!-- /header -->

## What it does

TODO: ${id} in three sentences.

Before:

\`\`\`dockerfile
\`\`\`

After:

\`\`\`dockerfile
\`\`\`

## Why

TODO: what a user gains.

## Fix safety

TODO: why the image is the same, and what it rests on; for an unsafe change, what a reviewer has to believe.

## When it refuses

| code | what stands in the way | what you can do |
|---|---|---|
| \`variable\` | the signal is in a variable | write the name out |
| \`no-signal\` | the word is not the name of a signal | correct it |

## Limits

TODO: what it leaves alone on purpose.
`;

const fixture = (signal: string): string => `FROM debian:12-slim\nSTOPSIGNAL ${signal}\n`;
const expectation = (outcome: object): string => `{ "outcomes": [${JSON.stringify(outcome)}] }\n`;

/** Everything a transform consists of, by path. */
function filesOf(id: string): ReadonlyMap<string, string> {
  const folder = `__testfixtures__/${id}`;
  return new Map([
    [`transforms/${id}.ts`, source(id)],
    [`docs/transforms/${id}.md`, page(id)],
    [`${folder}/example.input.Dockerfile`, fixture("sigquit")],
    [`${folder}/example.output.Dockerfile`, fixture("SIGQUIT")],
    [`${folder}/example.expect.json`, expectation({ kind: "change", grade: "safe", line: 2 })],
    [`${folder}/example.notes`, "The page's before/after.\n"],
    [`${folder}/variable.input.Dockerfile`, fixture("$" + "{signal}")],
    [`${folder}/variable.expect.json`, expectation({ kind: "skip", code: "variable", line: 2 })],
    [`${folder}/variable.notes`, "The value is not known.\n"],
    [`${folder}/no-signal.input.Dockerfile`, fixture("quit")],
    [`${folder}/no-signal.expect.json`, expectation({ kind: "skip", code: "no-signal", line: 2 })],
    [`${folder}/no-signal.notes`, "A word that is no signal is not made louder.\n"],
  ]);
}

/** The import in its place by path, and the entry at the end of the list: the order is for its author to decide. */
function enter(index: string, id: string): string {
  const name = camelCase(id);
  const line = `import ${name} from "./${id}.ts";\n`;
  const later = [...index.matchAll(/^import \w+ from "\.\/([\w-]+)\.ts";\n/gm)].find(([, other = ""]) => other > id);
  const lastImport = [...index.matchAll(/^import .*\n/gm)].at(-1);
  const at = later?.index ?? (lastImport === undefined ? 0 : lastImport.index + lastImport[0].length);
  const imported = index.slice(0, at) + line + index.slice(at);
  return imported.replace(/(readonly Transform\[\] = \[)([\s\S]*?)\];/, (_, open: string, entries: string) => {
    if (entries.includes("\n")) return `${open}${entries.trimEnd().replace(/,?$/, ",")}\n  ${name},\n];`;
    return `${open}${entries.trim() === "" ? "" : `${entries.replace(/,?\s*$/, "")}, `}${name}];`;
  });
}

/** Returns why nothing was written, or undefined. */
function complaint(root: string, id: string | undefined, index: string): string | undefined {
  if (id === undefined) return "usage: npm run new-transform <id>";
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))
    return `\`${id}\` is no id: lower case, digits and single dashes, a letter first (\`add-to-copy\`)`;
  const taken = [...filesOf(id).keys()].find((path) => existsSync(join(root, path)));
  if (taken !== undefined) return `${taken} is there already; nothing was written`;
  const entered = new RegExp(`\\b${camelCase(id)},?\\s*\\];`).test(enter(index, id));
  return entered ? undefined : `${INDEX} has no list \`readonly Transform[] = [ … ];\` to enter it into; nothing was written`;
}

async function main(root: string, id: string | undefined): Promise<number> {
  const index = readFileSync(join(root, INDEX), "utf8");
  const why = complaint(root, id, index);
  if (id === undefined || why !== undefined) {
    console.error(why);
    return 2;
  }
  for (const [path, text] of filesOf(id)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.error(`wrote ${path}`);
  }
  writeFileSync(join(root, INDEX), enter(index, id));
  console.error(`entered it into ${INDEX}, at the end: move it to where it has to run`);
  // Only now: the list that docs.ts reads has to hold the new transform.
  const { writeDocs } = await import("./docs.ts");
  for (const problem of writeDocs(root)) console.error(problem);
  return 0;
}

process.exitCode = await main(join(import.meta.dirname, ".."), process.argv[2]);
