/** The public API: read Dockerfiles, rewrite them, write transforms and configurations. */

export { transforms } from "../transforms/index.ts";
export { type Config, defineConfig, type TransformValue } from "./config/define.ts";
export type * from "./dockerfile/model.ts";
export { decodeDockerfile, readDockerfile } from "./dockerfile/read.ts";
export type { Edit } from "./edit/edit.ts";
export { rewrite } from "./engine/pipeline.ts";
export type * from "./engine/result.ts";
export {
  type Advice,
  type BuildContext,
  type Category,
  type Change,
  type ContentKind,
  type Context,
  defineTransform,
  type Effect,
  type FileChange,
  type ImageFacts,
  type ImageKnowledge,
  type Options,
  type OptionValue,
  type Outcome,
  type Safety,
  type Skip,
  type Transform,
  type Unknown,
  type Usage,
  type UsageBind,
} from "./engine/transform.ts";
export { DfmodError } from "./errors.ts";
