import type { OptionValue } from "../engine/transform.ts";

/** `off`: not run. `safe`: only its safe changes. `unsafe`: also the unsafe ones. An object: run, with these options. */
export type TransformValue = "off" | "safe" | "unsafe" | Readonly<Record<string, OptionValue>>;

export type TransformValues = Readonly<Record<string, TransformValue>>;

/** A configuration as it is written in `dfmod.config.mjs`, `dfmod.json` or `package.json#dfmod`. Globs are from its directory. */
export interface Config {
  readonly $schema?: string;
  /** `root`, or the relative path of a JSON configuration that this one builds on. */
  readonly extends?: string;
  readonly files?: {
    /** Files that are Dockerfiles in spite of their name. Outermost configuration only. */
    readonly include?: readonly string[];
    /** Files that directories and `--all` leave out; a path given by hand is taken all the same. */
    readonly exclude?: readonly string[];
  };
  readonly unsafe?: boolean;
  readonly transforms?: TransformValues;
  /** Settings for some files; later entries win. */
  readonly overrides?: readonly { readonly files: readonly string[]; readonly transforms: TransformValues }[];
  /** Glob of Dockerfiles → the directory they are built from; later entries win. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Modules that export transforms. Outermost configuration only. */
  readonly plugins?: readonly string[];
}

/** Gives a `dfmod.config.mjs` its types. */
export function defineConfig(config: Config): Config {
  return config;
}
