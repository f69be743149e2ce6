import { describe, expect, test } from "vitest";
import { imageFacts } from "../../src/knowledge/base-images.ts";

const facts = (reference: string) => {
  const { family, shell, entrypoint, user } = imageFacts(reference);
  return [family, shell, entrypoint, user].map((value) => value ?? "?").join(" ");
};

describe("facts by reference", () => {
  test.each([
    ["debian", "debian dash none root"],
    ["debian:bookworm-slim", "debian dash none root"],
    ["ubuntu:24.04", "debian dash none root"],
    ["alpine:3.20", "alpine ash none root"],
    ["busybox", "? ash none root"],
    ["scratch", "scratch none none root"],
    ["python", "debian dash none root"],
    ["python:3.12-slim", "debian dash none root"],
    ["python:3.12-alpine3.20", "alpine ash none root"],
    ["python:alpine", "alpine ash none root"],
    ["docker.io/library/python:3.12-slim-bookworm", "debian dash none root"],
    ["docker.io/python:3", "debian dash none root"],
    ["index.docker.io/library/python:3", "debian dash none root"],
    ["public.ecr.aws/docker/library/python:3-alpine", "alpine ash none root"],
    ["mirror.gcr.io/library/python:3", "debian dash none root"],
    ["arm64v8/python:3", "debian dash none root"],
    ["python:3.12-windowsservercore-ltsc2022", "windows none ? ?"],
    ["golang:1.22-nanoserver", "windows none ? ?"],
    ["node:20", "debian dash passthrough root"],
    ["node:20-alpine", "alpine ash passthrough root"],
    ["php:8.3-fpm-alpine", "alpine ash passthrough root"],
    ["eclipse-temurin:17-jre", "debian dash passthrough root"],
    ["eclipse-temurin:17-jre-ubi9-minimal", "rhel bash passthrough root"],
    ["maven:3.9-eclipse-temurin-17", "debian dash passthrough root"],
    ["maven:3.9-eclipse-temurin-17-alpine", "alpine ash passthrough root"],
    ["maven:3-amazoncorretto-17", "rhel bash passthrough root"],
    ["maven:3.8-openjdk-17", "? ? passthrough root"],
    ["maven:3.8-openjdk-17-slim", "debian dash passthrough root"],
    ["maven", "? ? passthrough root"],
    ["gradle:8-jdk17", "debian dash passthrough ?"],
    ["gradle:8-jdk17-corretto", "rhel bash passthrough ?"],
    ["openjdk:8-jdk", "debian dash none root"],
    ["openjdk:8u342", "debian dash none root"],
    ["openjdk:11", "debian dash none root"],
    ["openjdk:17", "rhel bash none root"],
    ["openjdk:17-slim", "debian dash none root"],
    ["openjdk:17-jdk-alpine", "alpine ash none root"],
    ["openjdk:17-oracle", "rhel bash none root"],
    ["openjdk", "? ? none root"],
    ["tomcat:9", "debian dash none root"],
    ["tomcat:9-jdk17-corretto", "rhel bash none root"],
    ["nginx:1.27", "debian dash inspects root"],
    ["nginx:1.27-alpine-slim", "alpine ash inspects root"],
    ["nginxinc/nginx-unprivileged:alpine", "alpine ash inspects 101"],
    ["postgres:16", "debian dash inspects root"],
    ["mysql:8", "? ? inspects ?"],
    ["rockylinux:9", "rhel bash none root"],
    ["centos:7", "rhel bash none root"],
    ["amazonlinux:2023", "rhel bash none root"],
    ["registry.access.redhat.com/ubi9/ubi-minimal:9.4", "rhel bash none root"],
    ["mcr.microsoft.com/dotnet/aspnet:8.0", "debian dash none root"],
    ["mcr.microsoft.com/dotnet/aspnet:8.0-alpine", "alpine ash none root"],
    ["mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled", "distroless none none app"],
    ["mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022", "windows none ? ?"],
    ["mcr.microsoft.com/dotnet/sdk:8.0-azurelinux3.0", "? ? none root"],
    ["mcr.microsoft.com/windows/servercore:ltsc2022", "windows none ? ContainerAdministrator"],
    ["mcr.microsoft.com/windows/nanoserver:1809", "windows none ? ContainerUser"],
    ["gcr.io/distroless/static", "distroless none none root"],
    ["gcr.io/distroless/static-debian12:nonroot", "distroless none none 65532"],
    ["gcr.io/distroless/base-debian12:debug-nonroot", "distroless none ? 65532"],
    ["gcr.io/distroless/nodejs20-debian12", "distroless none inspects root"],
    ["gcr.io/distroless/java17-debian12:nonroot", "distroless none inspects 65532"],
    ["cgr.dev/chainguard/static:latest", "wolfi none ? 65532"],
    ["cgr.dev/chainguard/node:latest-dev", "wolfi ? inspects 65532"],
    ["bitnami/redis:7.2", "? ? ? 1001"],
    ["nvidia/cuda:12.4.1-runtime-ubuntu22.04", "debian dash passthrough ?"],
    ["nvidia/cuda:12.4.1-runtime-rockylinux9", "rhel bash passthrough ?"],
    ["oven/bun:1", "debian dash ? ?"],
  ])("%s: %s", (reference, expected) => {
    expect(facts(reference)).toBe(expected);
  });

  test.each(["example.com/team/python:3", "someone/node", "$BASE", "", "Builder", "localhost:5000/alpine", "ghcr.io/library/alpine"])(
    "%s is unknown",
    (reference) => {
      expect(facts(reference)).toBe("? ? ? ?");
      expect(imageFacts(reference).onbuild).toBeUndefined();
    },
  );
});

describe("digests", () => {
  const digest = `sha256:${"a".repeat(64)}`;

  test("beside a tag change nothing", () => {
    expect(facts(`python:3-alpine@${digest}`)).toBe("alpine ash none root");
  });

  test("alone leave the variant open, but not for a distribution", () => {
    expect(facts(`python@${digest}`)).toBe("? ? none ?");
    expect(facts(`alpine@${digest}`)).toBe("alpine ash none ?");
    expect(imageFacts(`node@${digest}`).onbuild).toBeUndefined();
  });
});

test.each([
  ["node:8-onbuild", true],
  ["node:onbuild", true],
  ["maven:3-jdk-8-onbuild-alpine", true],
  ["node:20", false],
  ["alpine", false],
])("%s has triggers: %s", (reference, expected) => {
  expect(imageFacts(reference).onbuild).toBe(expected);
});
