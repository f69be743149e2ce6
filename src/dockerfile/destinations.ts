/** What the destination of a COPY has to be called from another place of the stage. */
import type { Dockerfile, Instruction } from "./model.ts";
import { placeOf, workdirAt } from "./places.ts";

/** `same`: the written text means the same there; `unknown`: another place, and no text is known that names the first one. */
export function destinationFrom(dockerfile: Dockerfile, copy: Instruction, there: Instruction): "same" | "unknown" | { readonly absolute: string } {
  const raw = copy.words.at(-1)?.value;
  const [here, place] = raw === undefined ? [] : [placeOf(dockerfile, copy, raw), placeOf(dockerfile, there, raw)];
  if (raw === undefined || here === undefined) return "unknown";
  // An argument may be given a relative value, which means another directory below another WORKDIR.
  const isSettled = !here.startsWith("<") || workdirAt(dockerfile, copy) === workdirAt(dockerfile, there);
  if (here === place && isSettled) return "same";
  if (!here.startsWith("/") || here.includes("<") || (!copy.json && /\s/.test(here))) return "unknown";
  const isInto = raw.endsWith("/") || (/(?:^|\/)\.$/.test(raw) && copy.words.length > 2);
  return { absolute: isInto && !here.endsWith("/") ? `${here}/` : here };
}
