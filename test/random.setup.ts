// Property tests draw the same inputs in every run, so that a red run is about the change at hand. DFMOD_SEED=<number> draws others.
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.DFMOD_SEED ?? 20261120) });
