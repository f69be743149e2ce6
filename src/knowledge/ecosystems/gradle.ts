/** Gradle: its build scripts are programs that read what they like, and no task downloads everything; there is no set of manifests that is provably enough. */
import type { Argv, Ecosystem, Recognised } from "./ecosystem.ts";
import { refuse } from "./ecosystem.ts";

const REASON =
  "gradle has no task that downloads all dependencies, and its build scripts may read any file (settings, buildSrc, version catalogs, convention plugins); mount a cache on its user home (/root/.gradle) instead";

export const gradle: Ecosystem = {
  id: "gradle",
  programs: ["gradle", "gradlew"],
  fetchesOnTheWay: true,
  recognise,
  plan: () => refuse("gradle-no-offline-goal", REASON),
};

function recognise(program: string, args: Argv): Recognised | undefined {
  const isQuestion = args.length > 0 && args.every((word) => /^(?:-v|--version|-h|--help|-\?|--no-daemon|--stop)$/.test(word ?? ""));
  // The wrapper reads its own directory to answer.
  if (isQuestion) return program === "gradle" ? { kind: "independent" } : { kind: "independent", reads: ["gradle", "gradle.properties"] };
  // An install to the one who looks for what is split already; `plan` refuses it.
  return { kind: "install", program, words: args };
}
