/** For people who write their own transforms: run one over a text and look at everything it said. */

import { readDockerfile } from "./dockerfile/read.ts";
import { secondReader } from "./dockerfile/second-reader.ts";
import { rewrite } from "./engine/pipeline.ts";
import type { RewriteResult } from "./engine/result.ts";
import type { BuildContext, ImageFacts, Options, Transform, Unknown, Usage } from "./engine/transform.ts";
import { imageFacts } from "./knowledge/base-images.ts";

export interface TestInput {
  readonly dockerfile: string;
  /** What COPY can see; `unknown` unless given. */
  readonly build?: BuildContext | Unknown;
  readonly usages?: readonly Usage[];
  readonly options?: Options;
  /** Also apply what is graded unsafe. */
  readonly unsafe?: boolean;
  readonly facts?: (reference: string) => ImageFacts;
  /** Other Dockerfiles of the context; none unless given. */
  readonly neighbours?: readonly string[] | Unknown;
  /** The build context with these files (path from the context root → text) written. */
  readonly rebuild?: (files: ReadonlyMap<string, string>) => BuildContext;
}

/** One thing that was said, in the form of a fixture's expect.json. */
export type TestOutcome =
  | { readonly kind: "advice" | "skip"; readonly code: string; readonly line: number }
  | { readonly kind: "change"; readonly grade: "safe" | "unsafe"; readonly line: number; readonly applied?: false }
  | { readonly kind: "suppressed"; readonly by: string; readonly line: number };

export interface TestRun {
  readonly output: string;
  /** Everything the transform said, by line. */
  readonly outcomes: readonly TestOutcome[];
  readonly files: RewriteResult["files"];
  /** Exceptions, broken invariants, cycles: a good transform has none. */
  readonly failures: RewriteResult["failures"];
}

/** Runs the transforms (one, or several in this order) over one Dockerfile through the real engine, invariants included. */
export function testTransform(transforms: Transform | readonly Transform[], input: TestInput): TestRun {
  const list = "id" in transforms ? [transforms] : transforms;
  const options = input.options ?? {};
  const build = input.build ?? "unknown";
  const neighbours = input.neighbours ?? [];
  const result = rewrite(
    {
      path: "Dockerfile",
      text: input.dockerfile,
      build,
      usages: input.usages ?? [],
      images: { facts: input.facts ?? imageFacts },
      neighbours: () => (neighbours === "unknown" ? "unknown" : neighbours.map(readDockerfile)),
      readExtra: (path) => (build !== "unknown" && path === build.ignoreFile.path ? build.ignoreFile.text : undefined),
      ...(input.rebuild === undefined ? {} : { rebuild: input.rebuild }),
    },
    {
      transforms: list,
      knownIds: list.map((transform) => transform.id),
      unsafe: input.unsafe ?? false,
      create: true,
      settings: Object.fromEntries(list.map((transform) => [transform.id, { options }])),
      ignorePragmas: false,
      secondReader,
    },
  );
  return { output: result.after, outcomes: outcomesOf(result), files: result.files, failures: result.failures };
}

function outcomesOf(result: RewriteResult): readonly TestOutcome[] {
  const outcomes: TestOutcome[] = [
    ...result.changes.map(({ grade, line, applied }): TestOutcome => ({ kind: "change", grade, line, ...(applied ? {} : { applied: false }) })),
    ...result.refused.map(({ code, line }): TestOutcome => ({ kind: "skip", code, line })),
    ...result.advice.map(({ code, line }): TestOutcome => ({ kind: "advice", code, line })),
    ...result.suppressed.map(({ by, line }): TestOutcome => ({ kind: "suppressed", by, line })),
  ];
  return outcomes.sort((a, b) => a.line - b.line || compare(a.kind, b.kind));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
