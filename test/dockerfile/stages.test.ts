import { describe, expect, test } from "vitest";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { childStages, stageNamed, stageOf, stagesOf, stateAfter, stateAt } from "../../src/dockerfile/stages.ts";

const read = (...lines: string[]) => readDockerfile(lines.join("\n"));

describe("the stage graph", () => {
  test("names are case-insensitive, the last of a name wins, numbers work too", () => {
    const d = read("FROM a AS Base", "FROM b AS base", "FROM BASE AS c", "FROM d");
    const [first, second, third, fourth] = stagesOf(d);
    expect(third?.parent).toBe(second);
    expect(second && childStages(d, second)).toEqual([third]);
    expect(first && childStages(d, first)).toEqual([]);
    expect(stageNamed(d, "0", fourth)).toBe(first);
    expect(stageNamed(d, "C", fourth)).toBe(third);
    expect(stageNamed(d, "debian", fourth)).toBeUndefined();
  });

  test("a base with a build argument may be FROM every stage that fits", () => {
    const d = read(
      "ARG V=1",
      "FROM a AS build-amd64",
      "FROM a AS build-arm64",
      "FROM a AS other",
      "FROM build-${TARGETARCH} AS end",
      "FROM node:${V}",
      "FROM $V",
    );
    const stages = stagesOf(d);
    expect(stages.map((stage) => stage.reference)).toEqual(["a", "a", "a", undefined, undefined, undefined]);
    expect(stages.map((stage) => stage.possibleParents.map((parent) => parent.name))).toEqual([
      [],
      [],
      [],
      ["build-amd64", "build-arm64"],
      [],
      ["build-amd64", "build-arm64", "other", "end"],
    ]);
    expect(stages[0] && childStages(d, stages[0]).map((stage) => stage.index)).toEqual([3, 5]);
  });
});

describe("state at a point", () => {
  test("user, directory, shell and variables flow through FROM stage; ARGs do not", () => {
    const d = read(
      "FROM a AS base",
      "ARG X=1",
      "ENV P=/srv Q=$P",
      "WORKDIR $P",
      "WORKDIR sub/../app",
      "USER app",
      'SHELL ["/bin/bash", "-c"]',
      "FROM base",
      "RUN x",
    );
    const run = d.instructions.at(-1);
    const state = run && stateAt(d, run);
    expect(state).toMatchObject({ user: "app", workdir: "/srv/app", shell: ["/bin/bash", "-c"] });
    expect(state?.env.get("P")?.value).toBe("/srv");
    expect(state?.env.get("Q")?.value).toBeUndefined();
    expect(state?.args.size).toBe(0);
    expect(run && stageOf(d, run)?.index).toBe(1);
  });

  test("what depends on a build argument or on the base image is not known", () => {
    const d = read("FROM a", "ARG X=1", "WORKDIR rel", "RUN one", "WORKDIR /$X", "RUN two", "WORKDIR /abs", "RUN three");
    const at = (text: string) => d.instructions.filter((each) => each.args.text === text).map((each) => stateAt(d, each));
    expect(at("one")).toMatchObject([{ workdir: undefined, workdirUnknown: true }]);
    expect(at("two")).toMatchObject([{ workdir: undefined, workdirUnknown: true }]);
    expect(at("three")).toMatchObject([{ workdir: "/abs", workdirUnknown: false }]);
    const last = stagesOf(d).at(-1);
    expect(last && stateAfter(d, last)).toMatchObject({ workdir: "/abs" });
  });
});
