import { expect, test } from "vitest";
import { isDockerfileName } from "../../src/discover/names.ts";

test.each([
  "Dockerfile",
  "dockerfile",
  "DOCKERFILE",
  "Dockerfile.prod",
  "Dockerfile-dev",
  "Dockerfile_arm64",
  "dockerfile.ARM64",
  "api.Dockerfile",
  "api.dockerfile",
  "my.app.Dockerfile",
  "Dockerfile.node.alpine",
  "Containerfile",
  "containerfile.dev",
  "Containerfile-dev",
  "web.Containerfile",
])("%s is taken", (name) => {
  expect(isDockerfileName(name)).toBe(true);
});

test.each([
  "Dockerfile.dockerignore",
  "api.Dockerfile.dockerignore",
  ".dockerignore",
  ...".md .txt .tmpl .tpl .template .j2 .erb .mustache .in .orig .rej .bak .patch .swp .go .js .ts .py .rb .sh .json .yml .yaml .snap .html"
    .split(" ")
    .map((suffix) => `Dockerfile${suffix}`),
  "Dockerfile.MD",
  "Dockerfile-notes.md",
  "Dockerfile.prod.j2",
  "Dockerfiles",
  "MyDockerfile",
  "dockerfile2",
  "Dockerfile~",
  "docker-compose.yml",
  "Containerfile.md",
])("%s is not taken", (name) => {
  expect(isDockerfileName(name)).toBe(false);
});
