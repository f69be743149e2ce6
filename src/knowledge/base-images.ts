import type { ImageFacts } from "../engine/transform.ts";

const UNKNOWN: ImageFacts = { family: undefined, shell: undefined, entrypoint: undefined, user: undefined, onbuild: undefined };

/** What is certain about a base image, from the reference as FROM names it (variables resolved). */
export function imageFacts(_reference: string): ImageFacts {
  return UNKNOWN;
}
