import { expect, test } from "vitest";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { applyEdits } from "../../src/edit/apply.ts";
import { copyLine } from "../../src/edit/copy-lines.ts";
import { movedText, removeAll } from "../../src/edit/moves.ts";
import { runWithFront, splitRun } from "../../src/edit/split-run.ts";
import { scriptOf } from "../../src/shell/commands.ts";

function lastRun(text: string) {
  const dockerfile = readDockerfile(text);
  const at = dockerfile.instructions.at(-1);
  const script = at === undefined ? undefined : scriptOf(dockerfile, at);
  if (at === undefined || script?.kind !== "script") throw new Error("no script");
  return { dockerfile, run: { at, script } };
}

test.each([
  ["RUN a && b && c", 1, [], "RUN a\nX\nRUN b && c"],
  ["RUN a \\\n && b \\\n && c", 2, [], "RUN a \\\n && b\nX\nRUN c"],
  ["RUN a && \\\n    b && \\\n    c", 1, [], "RUN a\nX\nRUN b && \\\n    c"],
  ["RUN set -e; \\\n    a; \\\n    b", 2, [0], "RUN set -e; \\\n    a\nX\nRUN set -e; \\\n    b"],
  ["RUN cd x && a && b", 2, [0], "RUN cd x && a\nX\nRUN cd x && b"],
  ["RUN --mount=type=cache,target=/c a && b", 1, [], "RUN --mount=type=cache,target=/c a\nX\nRUN --mount=type=cache,target=/c b"],
  ["run a && b", 1, [], "run a\nX\nrun b"],
  ["  RUN a && b", 1, [], "  RUN a\nX\n  RUN b"],
  ["RUN a && \\\n    # why\n    b", 1, [], "RUN a\nX\n# why\nRUN b"],
  ["RUN a && b # both", 1, [], "RUN a\nX\nRUN b # both"],
])("%j is cut in front of item %i", (line, index, repeated, expected) => {
  const { dockerfile, run } = lastRun(`FROM x\n${line}\n`);
  const edits = splitRun(dockerfile, run, { index, repeated, between: "X" });
  expect(applyEdits(dockerfile.text, edits)).toBe(`FROM x\n${expected}\n`);
});

test("the first part can end in another command than the one that was cut off", () => {
  const { dockerfile, run } = lastRun("FROM x\nRUN apk add git && cd s && go build\n");
  const edits = splitRun(dockerfile, run, { index: 2, repeated: [1], between: "X" }, "go mod download");
  expect(applyEdits(dockerfile.text, edits)).toBe("FROM x\nRUN apk add git && cd s && go mod download\nX\nRUN cd s && go build\n");
});

test("a RUN of its own repeats the state in front, without comments", () => {
  const { dockerfile, run } = lastRun("FROM x\nRUN set -ex \\\n  # where\n  && cd s \\\n  && go build\n");
  expect(runWithFront(dockerfile, run, 2, "go mod download")).toBe("RUN set -ex \\\n  && cd s \\\n  && go mod download");
});

test.each([
  ["COPY . .", "files", "", "COPY a b ./"],
  ["COPY . .", "files", "web", "COPY a b web/"],
  ["COPY . .", "directory", "web", "COPY a b ./web"],
  ["COPY . /app", "files", "", "COPY a b /app/"],
  ["COPY . /app/.", "files", "web", "COPY a b /app/web/"],
  ["COPY . /", "files", "", "COPY a b /"],
  ["COPY . $APP_HOME", "files", "", "COPY a b $APP_HOME/"],
  ['COPY . "$APP_HOME"', "files", "", 'COPY a b "$APP_HOME/"'],
  ["copy --chown=u:g . app", "directory", "s", "copy --chown=u:g a b app/s"],
  ['ADD [".", "/my app"]', "files", "", 'ADD ["a", "b", "/my app/"]'],
] as const)("%s is the model for %s below %j", (line, kind, within, expected) => {
  const dockerfile = readDockerfile(`FROM x\n${line}\n`);
  const model = dockerfile.instructions[1];
  expect(model && copyLine(dockerfile, model, { kind, sources: ["a", "b"], within })).toBe(expected);
});

test("neighbours are taken out together with their comments", () => {
  const dockerfile = readDockerfile("FROM x\n\n# one\nRUN a\n# two\nRUN b\n\nRUN c\n");
  const moved = dockerfile.instructions.slice(1, 3);
  expect(applyEdits(dockerfile.text, removeAll(dockerfile, moved))).toBe("FROM x\n\nRUN c\n");
  expect(moved.map((each) => movedText(dockerfile, each))).toEqual(["# one\nRUN a", "# two\nRUN b"]);
});
