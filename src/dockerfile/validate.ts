import type { Dockerfile, Problem } from "./model.ts";
export function checkInstructions(_d: Dockerfile): readonly Problem[] { return []; }
