import type { Node, ParsedScript } from "../../src/shell/model.ts";

/** Every node of a script, at any depth. */
export function* allNodes({ list, comments }: ParsedScript): Generator<Node> {
  yield* nodesIn(list);
  yield* comments;
}

function* nodesIn(value: unknown): Generator<Node> {
  if (typeof value !== "object" || value === null) return;
  if (isNode(value)) yield value;
  for (const inner of Object.values(value)) yield* nodesIn(inner);
}

function isNode(value: object): value is Node {
  return "at" in value && "span" in value;
}
