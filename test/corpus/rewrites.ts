/** The transforms over the corpus, through the same pieces as the command: templates and generated files are left out, the second reader is asked. */
import { skipReason } from "../../src/discover/generated.ts";
import { secondReader } from "../../src/dockerfile/second-reader.ts";
import { rewrite } from "../../src/engine/pipeline.ts";
import type { RewriteResult } from "../../src/engine/result.ts";
import type { BuildContext, Unknown } from "../../src/engine/transform.ts";
import { imageFacts } from "../../src/knowledge/base-images.ts";
import { transforms } from "../../transforms/index.ts";
import { type CorpusFile, corpusFiles } from "./corpus.ts";

export interface Rewrite extends CorpusFile {
  readonly text: string;
  /** Why the command leaves the whole file alone. */
  readonly skipped: string | undefined;
  readonly result: RewriteResult;
}

/** The engine over one text. The files of the corpus stand alone, so their build context is not known. */
export function rewriteText(path: string, text: string, unsafe: boolean, build: BuildContext | Unknown = "unknown"): RewriteResult {
  const input = { path, text, build, usages: [], images: { facts: imageFacts } };
  const knownIds = transforms.map(({ id }) => id);
  return rewrite(input, { transforms, knownIds, unsafe, create: true, settings: {}, ignorePragmas: false, secondReader });
}

/** Every file of the corpus that is UTF-8, rewritten. Skipped ones carry what the engine would have done. */
export function rewriteCorpus(unsafe: boolean): readonly Rewrite[] {
  return corpusFiles().flatMap((file) => {
    const { text } = file;
    if (text === undefined) return [];
    return [{ ...file, text, skipped: skipReason(text, file.file)?.code, result: rewriteText(file.file, text, unsafe) }];
  });
}
