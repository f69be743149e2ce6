/**
 * Cargo: even `cargo fetch` needs the targets of the package, and a stand-in for them is taken for newer than the sources that are copied over
 * it: the image then runs the stand-in. There is no safe way to install before the sources without another tool.
 */
import type { Argv, Ecosystem, Recognised } from "./ecosystem.ts";
import { refuse } from "./ecosystem.ts";
import { mutates } from "./mutates.ts";

const REASON =
  "cargo builds and fetches dependencies only together with the sources of the package, and takes a stand-in for newer than them; mount a cache on the registry and the target directory, or use cargo-chef";
const READS = ["rust-toolchain", "rust-toolchain.toml", ".cargo/config", ".cargo/config.toml"];
const MUTATING = /^(?:add|remove|rm|update|upgrade|generate-lockfile)$/;
const INDEPENDENT = /^(?:binstall|help|login|search|version)$/;
const NEEDING = /^(?:auditable|b|bench|build|c|check|clippy|doc|fetch|leptos|metadata|nextest|r|run|rustc|t|test|tree|vendor|zigbuild)$/;

export const cargo: Ecosystem = {
  id: "cargo",
  programs: ["cargo", "cross", "rustup"],
  fetchesOnTheWay: true,
  recognise,
  plan: () => refuse("cargo-needs-source", REASON),
};

function recognise(program: string, args: Argv): Recognised | undefined {
  if (program === "rustup") return args[0] === "run" ? { kind: "build" } : { kind: "independent", reads: READS };
  const words = args.filter((word) => word === undefined || !/^[-+]/.test(word));
  const [command, second] = words;
  if (command === undefined) return words.length === 0 ? { kind: "independent" } : undefined;
  // Installs to the one who looks for what is split already; `plan` refuses them.
  const needs: Recognised = { kind: "install", program, words: args };
  if (command === "install")
    return args.includes("--path") || args.some((word) => word?.startsWith("--path=")) || second === undefined
      ? needs
      : { kind: "independent", reads: READS };
  // What cargo-chef cooks from a recipe is the split that there is.
  if (command === "chef") return second === "cook" ? { kind: "install", program, words: args } : { kind: "build" };
  if (command === "clean") return { kind: "cleanup", ofCache: false };
  if (MUTATING.test(command)) return mutates(`cargo ${command}`, undefined);
  if (INDEPENDENT.test(command)) return { kind: "independent", reads: READS };
  return NEEDING.test(command) ? needs : { kind: "build" };
}
