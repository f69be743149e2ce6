import { expect, test } from "vitest";
import { brief, dockerfiles, scanned } from "./scanned.ts";

const places = dockerfiles("Dockerfile", "api/Dockerfile", "api/Dockerfile.dev", "web/Dockerfile");

const file = (artifacts: string): string => `apiVersion: skaffold/v4beta1\nkind: Config\nbuild:\n  artifacts:\n${artifacts}`;

test.each([
  ["a context", "  - { image: a, context: api }", ["a: api/Dockerfile < api"]],
  ["none", "  - { image: a, docker: { dockerfile: api/Dockerfile, target: t } }", ["a: api/Dockerfile < . [t]"]],
  ["the Dockerfile is from the context", "  - { image: a, context: api, docker: { dockerfile: Dockerfile.dev } }", ["a: api/Dockerfile.dev < api"]],
  ["kaniko", "  - { image: a, context: ., kaniko: { dockerfile: ./web/Dockerfile } }", ["a: web/Dockerfile < ."]],
  ["other builders", "  - { image: a, context: api, jib: {} }\n  - { image: b, context: api, buildpacks: {} }", []],
  ["a template", "  - { image: a, context: '{{.DIR}}' }", []],
])("%s", async (_, artifacts, expected) => {
  const { declarations } = await scanned({ ...places, "skaffold.yaml": file(artifacts) });
  expect(declarations.map(brief)).toEqual(expected);
});

test("profiles, several documents, names and arguments", async () => {
  const text = `${file("  - { image: reg.example/a, context: api, docker: { buildArgs: { A: '1', B: '{{.B}}' } } }")}
profiles:
  - { name: p, build: { artifacts: [{ image: w, context: ../web }] } }
---
${file("  - { image: r, context: .. }")}`;
  const { declarations } = await scanned({ ...places, "deploy/skaffold.yaml": text.replace("context: api", "context: ../api") });
  expect(declarations.map((each) => [brief(each), each.images, each.args])).toEqual([
    ["reg.example/a: api/Dockerfile < api", ["reg.example/a"], { A: "1", B: null }],
    ["w: web/Dockerfile < web", ["w"], {}],
    ["r: Dockerfile < .", ["r"], {}],
  ]);
});
