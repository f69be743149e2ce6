/** Why a RUN keeps its package lists: stable codes, and what a person can do about each. */
import type { Instruction } from "../dockerfile/model.ts";
import { stateAt } from "../dockerfile/stages.ts";
import type { AptFile, AptRun, Need } from "./apt-lists.ts";
import { walkCommands } from "./walk.ts";

export interface Obstacle {
  readonly code: string;
  readonly reason: string;
}

/** What makes a RUN of this kind unfit whatever stands around it. */
export function kindObstacle(run: AptRun): Obstacle | undefined {
  const { at, apt, mounted } = run;
  if (mounted !== undefined) {
    return {
      code: "cache-mounted",
      reason: "apt's directories are mounted here: removing the lists would empty the cache and save nothing; nothing to do",
    };
  }
  if (apt.events.some(({ program, installs }) => installs && program.endsWith("aptitude"))) {
    return { code: "aptitude", reason: "aptitude keeps state of its own beside the lists; use apt-get, or clean up by hand" };
  }
  if (at.onbuild !== undefined) {
    return {
      code: "onbuild",
      reason: "this runs in images built from this one, whose instructions are not here; add the rm by hand if none of them needs the lists",
    };
  }
  const swallowed = swallowedInstruction(run);
  if (swallowed !== undefined) {
    return {
      code: "swallowed-instruction",
      reason: `${swallowed} is run as a command, because the line above it ends in && or a continuation; end that line first`,
    };
  }
  if (run.script.kind === "script" && /\bapt-file\s+update\b/.test(run.script.source.text)) {
    return {
      code: "apt-file-index",
      reason: "apt-file keeps its index beside the lists, so that removing them takes it away too; remove the rest by hand",
    };
  }
  if (at.json) return { code: "exec-form", reason: "the exec form has no shell to add a command to; write the RUN in shell form" };
  return undefined;
}

export function noOwnUpdate({ dockerfile, runOf }: AptFile, { at }: AptRun): Obstacle {
  const before = dockerfile.instructions.filter(({ keyword, index }) => keyword === "RUN" && index < at.index);
  const update = before.findLast((each) => runOf(each).apt.events.some(({ kind }) => kind === "update"));
  const from = update === undefined ? "the base image" : `the layer of line ${update.line}`;
  return {
    code: "no-own-update",
    reason: `installs from lists that lie in ${from}, where this RUN cannot free them; give it its own apt-get update`,
  };
}

export const LONE_UPDATE: Obstacle = {
  code: "update-without-install",
  reason: "nothing here is known to install from the lists that this RUN downloads; remove the RUN, or move the update to the install it is for",
};

export function placeObstacle({ at, place, program, inFile }: Need): Obstacle {
  if (place === "runtime") {
    return {
      code: "runtime-install",
      reason: `\`${program}\` of line ${at.line} reads the lists when the container starts; let it run apt-get update first`,
    };
  }
  return {
    code: "child-stage-uses-lists",
    reason: `\`${program}\` of ${inFile === undefined ? "" : `${inFile}, `}line ${at.line}, built from this ${inFile === undefined ? "stage" : "image"}, reads the lists; give it its own apt-get update`,
  };
}

export function stuckRemoval({ line }: Instruction): Obstacle {
  return { code: "later-install-without-update", reason: `the rm of line ${line} would fail where nothing is left to remove; write \`rm -f\` there` };
}

/** An instruction behind a line that ends in `&& \\`: BuildKit joins it to the RUN. */
function swallowedInstruction({ script }: AptRun): string | undefined {
  if (script.kind !== "script") return undefined;
  const names = [...walkCommands(script.list)].map(({ command }) => command.words[0]?.text ?? "");
  return names.find((name) => /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|RUN|USER|VOLUME|WORKDIR)$/.test(name));
}

/** The user in effect can neither install nor remove. A variable, or nothing, may be root. */
export function userObstacle({ dockerfile }: AptFile, at: Instruction, privilege: string): Obstacle | undefined {
  const { user } = stateAt(dockerfile, at);
  if (privilege !== "" || user === undefined || /^(?:root|0)(?::|$)|\$/.test(user)) return undefined;
  return { code: "not-root", reason: `USER is ${user}, who can neither install nor remove the lists; put sudo in front, or install before USER` };
}
