import { corpusFolder, hasCorpus, prepareCorpus } from "./corpus.ts";

/** Unpacks the data once, before the test files start side by side. Without data every test is skipped, and that is said aloud. */
export function setup(): void {
  if (hasCorpus) prepareCorpus();
  else
    process.stderr.write(
      `\nCORPUS TESTS SKIPPED: no corpus in ${corpusFolder}; set DFMOD_CORPUS to the folder that holds dockerfiles-dev.tar.gz\n\n`,
    );
}
