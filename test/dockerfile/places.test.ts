import { expect, test } from "vitest";
import { directoryCopy } from "../../src/dockerfile/copies.ts";
import { destinationFrom } from "../../src/dockerfile/destinations.ts";
import { areComparable, pathWithin, placeBelow, placeOf, workdirAt } from "../../src/dockerfile/places.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";

function lastPlace(text: string): string | undefined {
  const dockerfile = readDockerfile(text);
  const last = dockerfile.instructions.at(-1);
  return last === undefined ? undefined : placeOf(dockerfile, last, last.words.at(-1)?.value ?? "");
}

test.each([
  ["FROM a\nCOPY . /x/", "/x"],
  ["FROM a\nWORKDIR /srv\nCOPY . app/", "/srv/app"],
  ["FROM a\nCOPY . .", "<workdir>"],
  ["FROM a\nWORKDIR sub\nCOPY . ./x", "<workdir>/sub/x"],
  ["FROM a AS b\nWORKDIR /srv\nFROM b\nCOPY . .", "/srv"],
  ["FROM a\nENV D=/x\nCOPY . $D/y", "/x/y"],
  ["FROM a\nCOPY . $D/y", undefined],
  ["FROM a\nARG D=/x\nCOPY . $D/y", "<!D of 1>/y"],
  ["FROM a\nARG D=x\nWORKDIR /srv\nCOPY . $D", "<D of 1 in |srv>"],
  ["FROM a\nARG D=/x\nENV E=$D\nCOPY . ${E}", "<!E of 2>"],
  ["ARG D=/x\nFROM a\nARG D\nCOPY . ${D}", "<!D of 2>"],
  ["FROM a\nWORKDIR $D\nCOPY . .", undefined],
])("%j lands in %s", (text, place) => {
  expect(lastPlace(text)).toBe(place);
});

test("the base of a stage with a variable is no one's working directory", () => {
  const dockerfile = readDockerfile("ARG B=one\nFROM a AS one\nWORKDIR /one\nFROM b AS two\nFROM $B\nRUN x");
  const run = dockerfile.instructions.at(-1);
  expect(run && workdirAt(dockerfile, run)).toBeUndefined();
});

test("places below an unknown beginning can be compared with each other only", () => {
  expect(pathWithin("<workdir>", "<workdir>/a/b")).toBe("a/b");
  expect(pathWithin("/", "/a")).toBe("a");
  expect(pathWithin("/app", "/apple")).toBeUndefined();
  expect(areComparable("<workdir>/a", "/app")).toBe(false);
  expect(placeBelow("<workdir>/a", "../../b")).toBeUndefined();
  expect(placeBelow("/a", "../../b")).toBe("/b");
  expect(placeBelow(undefined, "b")).toBeUndefined();
});

test.each([
  ["FROM a\nWORKDIR /srv\nCOPY . app\nWORKDIR app\nRUN x", { absolute: "/srv/app" }],
  ["FROM a\nWORKDIR /srv\nCOPY . ./\nWORKDIR app\nRUN x", { absolute: "/srv/" }],
  ["FROM a\nWORKDIR /srv\nCOPY . .\nRUN x", "same"],
  ["FROM a\nCOPY . .\nWORKDIR app\nRUN x", "unknown"],
  ["FROM a\nARG D=/x\nCOPY . $D\nWORKDIR $D\nRUN x", "unknown"],
  ["FROM a\nWORKDIR /srv\nCOPY a.txt b.txt .\nWORKDIR app\nRUN x", { absolute: "/srv/" }],
])("%j: the destination from below", (text, expected) => {
  const dockerfile = readDockerfile(text);
  const copy = dockerfile.instructions.find(({ keyword }) => keyword === "COPY");
  const run = dockerfile.instructions.at(-1);
  expect(copy && run && destinationFrom(dockerfile, copy, run)).toEqual(expected);
});

test.each([
  ["COPY . .", ""],
  ["COPY ./ /x", ""],
  ["COPY src/ /x", "src"],
  ['COPY ["web", "/x y"]', "web"],
  ["ADD app /x", "app"],
  ["COPY a.txt /x", undefined],
  ["ADD https://example.com/a /x", undefined],
  ["COPY <<EOF /x\na\nEOF", undefined],
])("%s copies the directory %j", (line, source) => {
  const dockerfile = readDockerfile(`FROM a\n${line}`);
  const at = dockerfile.instructions[1];
  expect(at && directoryCopy(dockerfile, at, undefined)?.source).toBe(source);
});
