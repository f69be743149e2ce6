import type { Transform } from "../src/engine/transform.ts";
import addToCopy from "./add-to-copy.ts";
import aptCleanup from "./apt-cleanup.ts";
import execForm from "./exec-form.ts";
import splitCopy from "./split-copy.ts";

/** Every transform, in the order they run. */
export const transforms: readonly Transform[] = [addToCopy, splitCopy, aptCleanup, execForm];
