import { expect, test } from "vitest";
import { dockerfiles, scanned } from "./scanned.ts";

test("compose: what runs it, also from files that only name the image", async () => {
  const files = {
    ...dockerfiles("api/Dockerfile"),
    "compose.yaml": "services:\n  api: { build: { context: api, args: { A: $A } }, image: 'x/api:${TAG:-1}', volumes: ['./api:/app'] }\n",
    "deploy/compose.yaml": "services:\n  prod: { image: x/api, command: serve, user: $U }\n  other: { image: x/apis }\n",
  };
  const { usagesOf } = await scanned(files);
  expect(usagesOf("api/Dockerfile")).toEqual([
    {
      file: "compose.yaml",
      kind: "compose",
      name: "api",
      target: undefined,
      args: { A: "unknown" },
      command: undefined,
      entrypoint: undefined,
      binds: [{ source: "api", target: "/app" }],
    },
    {
      file: "deploy/compose.yaml",
      kind: "compose",
      name: "prod",
      target: undefined,
      args: {},
      command: "serve",
      entrypoint: undefined,
      user: "unknown",
    },
  ]);
  expect(usagesOf("nope/Dockerfile")).toEqual([]);
});

test("Kubernetes: workloads that run the image", async () => {
  const pod =
    "securityContext: { runAsUser: 1, runAsNonRoot: true }, containers: [{ name: c, image: 'reg.example/api:2', command: [a], args: [b, 1], ports: [{ containerPort: 80 }], securityContext: { runAsUser: 2 } }, { name: d, image: redis }]";
  const files = {
    ...dockerfiles("api/Dockerfile"),
    Makefile: "b:\n\tdocker build -t reg.example/api:$(V) api\n",
    "k8s/all.yaml": `kind: Deployment\nspec: { template: { spec: { ${pod} } } }\n---\nkind: CronJob\nspec: { jobTemplate: { spec: { template: { spec: { initContainers: [{ name: i, image: reg.example/api }] } } } } }\n---\nkind: ConfigMap\nspec: { containers: [{ image: reg.example/api }] }\n`,
    "k8s/pod.yml": "kind: List\nitems: [{ kind: Pod, spec: { containers: [{ image: reg.example/api@sha256:0 }] } }]\n",
    "chart/templates/x.yaml": "kind: Deployment\nimage: reg.example/api\n{{- if .x }}\nspec:\n{{- end }}\n",
  };
  const { usagesOf } = await scanned(files);
  const nothing = { target: undefined, args: {} };
  expect(usagesOf("api/Dockerfile").filter(({ kind }) => kind === "kubernetes")).toEqual([
    {
      file: "k8s/all.yaml",
      kind: "kubernetes",
      name: "c",
      ...nothing,
      entrypoint: ["a"],
      command: ["b", "1"],
      ports: ["80"],
      runAsUser: 2,
      runAsNonRoot: true,
    },
    { file: "k8s/all.yaml", kind: "kubernetes", name: "i", ...nothing, entrypoint: undefined, command: undefined },
    { file: "k8s/pod.yml", kind: "kubernetes", name: "reg.example/api", ...nothing, entrypoint: undefined, command: undefined },
  ]);
});

test("Dockerfiles that are FROM the image: by name, through ARG, through a build's arguments, through an additional context", async () => {
  const files = {
    ...dockerfiles("base/Dockerfile"),
    "a/Dockerfile": "FROM reg.example/base:1 AS x\nFROM x\n",
    "b/Dockerfile": 'ARG REG="reg.example"\nFROM ${REG}/base\n',
    "c/Dockerfile": "ARG BASE\nFROM $BASE\n",
    "d/Dockerfile": "FROM base\n",
    "g/Dockerfile": "FROM node AS reg.example/base\nFROM reg.example/base\n",
    "e/Dockerfile": "FROM other/base\n",
    "f/Dockerfile": "ARG R\nFROM $R/base\n",
    "compose.yaml":
      "services:\n  base: { build: base, image: reg.example/base }\n  c: { build: { context: c, args: [BASE=reg.example/base:2] } }\n  d: { build: { context: d, additional_contexts: { base: 'service:base' } } }\n",
  };
  const { usagesOf } = await scanned(files);
  const children = usagesOf("base/Dockerfile").filter(({ kind }) => kind === "dockerfile");
  expect(children.map(({ file }) => file)).toEqual(["a/Dockerfile", "b/Dockerfile", "c/Dockerfile", "d/Dockerfile"]);
});

test("nothing is read of what nothing names", async () => {
  const { usagesOf, declarations } = await scanned({
    ...dockerfiles("Dockerfile"),
    "x.yaml": "kind: Pod\n",
    "compose.yaml": "services: { a: { image: x } }\n",
  });
  expect(declarations).toEqual([]);
  expect(usagesOf("Dockerfile")).toEqual([]);
});
