import { type ImageReference, parseImageReference } from "../dockerfile/image-ref.ts";
import type { ImageFacts } from "../engine/transform.ts";

type Base = Pick<ImageFacts, "family" | "shell">;
type Entrypoint = ImageFacts["entrypoint"];

const ALPINE: Base = { family: "alpine", shell: "ash" };
const DEBIAN: Base = { family: "debian", shell: "dash" };
const RHEL: Base = { family: "rhel", shell: "bash" };
const DISTROLESS: Base = { family: "distroless", shell: "none" };
const WINDOWS: Base = { family: "windows", shell: "none" };
const WOLFI: Base = { family: "wolfi", shell: undefined };
/** Arch, openSUSE, Photon: bash as `/bin/sh`, of no family the transforms know. */
const OTHER_BASH: Base = { family: undefined, shell: "bash" };
const NO_BASE: Base = { family: undefined, shell: undefined };

interface Entry {
  /** Without a variant in the tag. */
  readonly base: Base;
  /** `undefined`: not certain for every tag. */
  readonly entrypoint: Entrypoint;
  readonly user: string | undefined;
  /** Whether tags name a variant of the base (`-alpine`, `-bookworm`, `-ubi9`); not so for the distributions themselves. */
  readonly variants: boolean;
}

/**
 * Sources: the Dockerfiles of the Docker Official Images and of the vendors' own repositories.
 * `none` only where no tag ever set an ENTRYPOINT, or a later one took it back: a wrong `none` is a wrong rewrite.
 */
const IMAGES: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ...distributions(DEBIAN, ["docker.io/library/debian", "docker.io/library/ubuntu", "docker.io/bitnami/minideb"]),
  ...distributions(ALPINE, ["docker.io/library/alpine"]),
  ...distributions({ family: undefined, shell: "ash" }, ["docker.io/library/busybox"]),
  ...distributions(RHEL, [
    "container-registry.oracle.com/os/oraclelinux",
    "docker.io/almalinux/8-base",
    "docker.io/almalinux/9-base",
    "docker.io/library/almalinux",
    "docker.io/library/amazonlinux",
    "docker.io/library/centos",
    "docker.io/library/fedora",
    "docker.io/library/oraclelinux",
    "docker.io/library/rockylinux",
    "docker.io/redhat/ubi8",
    "docker.io/redhat/ubi8-minimal",
    "docker.io/redhat/ubi9",
    "docker.io/redhat/ubi9-minimal",
    "docker.io/rockylinux/rockylinux",
    "public.ecr.aws/amazonlinux/amazonlinux",
    "quay.io/centos/centos",
    "quay.io/fedora/fedora",
    "quay.io/rockylinux/rockylinux",
    "registry.access.redhat.com/ubi8",
    "registry.access.redhat.com/ubi8-minimal",
    "registry.access.redhat.com/ubi8/ubi",
    "registry.access.redhat.com/ubi8/ubi-minimal",
    "registry.access.redhat.com/ubi9",
    "registry.access.redhat.com/ubi9-minimal",
    "registry.access.redhat.com/ubi9/ubi",
    "registry.access.redhat.com/ubi9/ubi-minimal",
    "registry.fedoraproject.org/fedora",
    "registry.redhat.io/ubi8/ubi",
    "registry.redhat.io/ubi8/ubi-minimal",
    "registry.redhat.io/ubi9/ubi",
    "registry.redhat.io/ubi9/ubi-minimal",
  ]),
  ...distributions(OTHER_BASH, [
    "docker.io/archlinux/base",
    "docker.io/library/archlinux",
    "docker.io/library/opensuse",
    "docker.io/library/photon",
    "docker.io/opensuse/leap",
    "docker.io/opensuse/tumbleweed",
  ]),

  ...images(DEBIAN, "none", "root", [
    "docker.io/library/buildpack-deps",
    "docker.io/library/dart",
    "docker.io/library/elixir",
    "docker.io/library/erlang",
    "docker.io/library/gcc",
    "docker.io/library/golang",
    "docker.io/library/haskell",
    "docker.io/library/httpd",
    "docker.io/library/perl",
    "docker.io/library/pypy",
    "docker.io/library/python",
    "docker.io/library/r-base",
    "docker.io/library/ruby",
    "docker.io/library/rust",
    "docker.io/library/swift",
    "mcr.microsoft.com/dotnet/aspnet",
    "mcr.microsoft.com/dotnet/core/aspnet",
    "mcr.microsoft.com/dotnet/core/runtime",
    "mcr.microsoft.com/dotnet/core/runtime-deps",
    "mcr.microsoft.com/dotnet/core/sdk",
    "mcr.microsoft.com/dotnet/runtime",
    "mcr.microsoft.com/dotnet/runtime-deps",
    "mcr.microsoft.com/dotnet/sdk",
  ]),
  ...images(DEBIAN, "none", undefined, ["docker.io/crystallang/crystal"]),
  ...images(DEBIAN, "none", "root", ["docker.io/microsoft/aspnetcore", "docker.io/microsoft/aspnetcore-build", "docker.io/microsoft/dotnet"]),
  ...images(DEBIAN, "none", "root", ["docker.io/phusion/baseimage"]),
  ...images(ALPINE, "none", "root", ["docker.io/mhart/alpine-node"]),
  ...images(RHEL, "none", "root", ["docker.io/library/amazoncorretto"]),
  ...images(ALPINE, "none", "root", ["docker.io/library/caddy"]),
  // The base changed over the years: see PLAIN_TAGS.
  ...images(NO_BASE, "none", "root", ["docker.io/library/java", "docker.io/library/openjdk", "docker.io/library/tomcat"]),

  // docker-entrypoint.sh, docker-php-entrypoint, __cacert_entrypoint.sh, mvn-entrypoint.sh, tini --: all end in exec "$@" for a command.
  ...images(DEBIAN, "passthrough", "root", ["docker.io/library/eclipse-temurin", "docker.io/library/node", "docker.io/library/php"]),
  ...images(NO_BASE, "passthrough", "root", ["docker.io/library/maven"]),
  ...images(NO_BASE, "passthrough", undefined, ["docker.io/library/gradle", "docker.io/nvidia/cuda", "nvcr.io/nvidia/cuda"]),
  ...images(DEBIAN, "passthrough", "root", ["docker.io/continuumio/anaconda3", "docker.io/continuumio/miniconda3"]),
  ...images(DEBIAN, "passthrough", "root", ["docker.io/library/drupal", "docker.io/library/mediawiki"]),

  ...images(DEBIAN, "inspects", "root", [
    "docker.io/library/couchdb",
    "docker.io/library/ghost",
    "docker.io/library/influxdb",
    "docker.io/library/joomla",
    "docker.io/library/matomo",
    "docker.io/library/nextcloud",
    "docker.io/library/nginx",
    "docker.io/library/phpmyadmin",
    "docker.io/library/postgres",
    "docker.io/library/redis",
    "docker.io/library/redmine",
    "docker.io/library/telegraf",
    "docker.io/library/wordpress",
  ]),
  ...images(DEBIAN, "inspects", undefined, ["docker.io/library/haproxy"]),
  ...images(DEBIAN, "inspects", "jenkins", ["docker.io/jenkins/jenkins"]),
  ...images(DEBIAN, "inspects", "101", ["docker.io/nginxinc/nginx-unprivileged"]),
  ...images(DEBIAN, "inspects", "memcache", ["docker.io/library/memcached"]),
  ...images(DEBIAN, "inspects", "50000", ["docker.io/apache/airflow"]),
  ...images(ALPINE, "inspects", "root", [
    "docker.io/library/bash",
    "docker.io/library/composer",
    "docker.io/library/docker",
    "docker.io/library/registry",
  ]),
  ...images(ALPINE, "inspects", undefined, ["docker.io/library/consul", "docker.io/library/eclipse-mosquitto", "docker.io/library/vault"]),
  ...images(NO_BASE, "inspects", undefined, [
    "docker.elastic.co/elasticsearch/elasticsearch",
    "docker.elastic.co/kibana/kibana",
    "docker.elastic.co/logstash/logstash",
    "docker.io/grafana/grafana",
    "docker.io/library/adminer",
    "docker.io/library/cassandra",
    "docker.io/library/couchbase",
    "docker.io/library/elasticsearch",
    "docker.io/library/jetty",
    "docker.io/library/kibana",
    "docker.io/library/logstash",
    "docker.io/library/mariadb",
    "docker.io/library/mongo",
    "docker.io/library/mysql",
    "docker.io/library/nats",
    "docker.io/library/neo4j",
    "docker.io/library/rabbitmq",
    "docker.io/library/solr",
    "docker.io/library/sonarqube",
    "docker.io/library/traefik",
    "docker.io/library/zookeeper",
    "docker.io/prom/prometheus",
  ]),
  ...images(RHEL, "inspects", undefined, [
    "public.ecr.aws/lambda/dotnet",
    "public.ecr.aws/lambda/go",
    "public.ecr.aws/lambda/java",
    "public.ecr.aws/lambda/nodejs",
    "public.ecr.aws/lambda/provided",
    "public.ecr.aws/lambda/python",
    "public.ecr.aws/lambda/ruby",
  ]),

  // An own shell or changing entry points: only the base is certain.
  ...images(DEBIAN, undefined, undefined, ["docker.io/oven/bun", "docker.io/tensorflow/tensorflow", "docker.io/library/julia"]),

  ...images(DISTROLESS, "none", "root", [
    "gcr.io/distroless/base",
    "gcr.io/distroless/base-nossl",
    "gcr.io/distroless/cc",
    "gcr.io/distroless/java-base",
    "gcr.io/distroless/static",
  ]),
  ...images(DISTROLESS, "inspects", "root", ["gcr.io/distroless/java", "gcr.io/distroless/nodejs", "gcr.io/distroless/python3"]),

  ...images(WOLFI, undefined, undefined, [
    "cgr.dev/chainguard/go",
    "cgr.dev/chainguard/jdk",
    "cgr.dev/chainguard/jre",
    "cgr.dev/chainguard/wolfi-base",
  ]),
  ...images(WOLFI, "inspects", "65532", ["cgr.dev/chainguard/nginx", "cgr.dev/chainguard/node", "cgr.dev/chainguard/python"]),
  ...images({ family: "wolfi", shell: "none" }, undefined, "65532", ["cgr.dev/chainguard/static"]),

  ...images(WINDOWS, undefined, "ContainerAdministrator", [
    "docker.io/microsoft/windowsservercore",
    "mcr.microsoft.com/dotnet/framework/aspnet",
    "mcr.microsoft.com/dotnet/framework/runtime",
    "mcr.microsoft.com/dotnet/framework/sdk",
    "mcr.microsoft.com/windows",
    "mcr.microsoft.com/windows/server",
    "mcr.microsoft.com/windows/servercore",
  ]),
  ...images(WINDOWS, undefined, "ContainerUser", ["docker.io/microsoft/nanoserver", "mcr.microsoft.com/windows/nanoserver"]),
]);

/** Vendors whose images share facts that do not depend on the image. */
const NAMESPACES: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ...images(NO_BASE, undefined, "1001", ["docker.io/bitnami"]),
  ...images(DEBIAN, undefined, "1000", ["docker.io/jupyter", "quay.io/jupyter"]),
  ...images(DEBIAN, undefined, "seluser", ["docker.io/selenium"]),
]);

/** Places that hold the Docker Official Images under their own name. */
const OFFICIAL_MIRRORS = [
  "index.docker.io/library/",
  "registry-1.docker.io/library/",
  "registry.hub.docker.com/library/",
  "mcr.microsoft.com/mirror/docker/library/",
  "mirror.gcr.io/library/",
  "public.ecr.aws/docker/library/",
];

/** Variants in a tag, the first that matches; `slim` alone is Debian in every repository of this table. */
const VARIANTS: readonly (readonly [RegExp, Base])[] = [
  [/(?:^|-)(?:windowsservercore|nanoserver|windows)/, WINDOWS],
  [/(?:^|-)alpine/, ALPINE],
  [/chiseled/, DISTROLESS],
  [/mariner|azurelinux|distroless|wolfi/, NO_BASE],
  [/(?:^|-)(?:ubi|rhel|centos|rocky|almalinux|amazonlinux|al2|oracle)/, RHEL],
  [/(?:^|-)(?:wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|debian)/, DEBIAN],
  [/(?:^|-)(?:ubuntu|trusty|xenial|bionic|focal|jammy|noble)/, DEBIAN],
  [/(?:^|-)corretto|amazoncorretto/, RHEL],
  [/(?:^|-)slim/, DEBIAN],
];

/** Repositories whose tags without a variant had different bases: OpenJDK left Debian for Oracle Linux with version 12. */
const PLAIN_TAGS: ReadonlyMap<string, readonly (readonly [RegExp, Base])[]> = new Map([
  [
    "docker.io/library/gradle",
    [
      [/graal|semeru|jdk1[23]/, NO_BASE],
      [/^[1-9]|^(?:jdk|jre|latest)/, DEBIAN],
    ],
  ],
  ["docker.io/library/java", [[/^/, DEBIAN]]],
  [
    "docker.io/library/maven",
    [
      [/openjdk-1[2-9]|openjdk-2|ibm|sapmachine|graal|semeru|zulu|liberica|microsoft/, NO_BASE],
      [/eclipse-temurin|jdk-(?:7|8|11)$/, DEBIAN],
    ],
  ],
  [
    "docker.io/library/openjdk",
    [
      [/^(?:[6-9]|10|11)(?:[.u-]|$)/, DEBIAN],
      [/^(?:1[2-9]|2\d)(?:[.u-]|$)/, RHEL],
    ],
  ],
  [
    "docker.io/library/tomcat",
    [
      [/openjdk|sapmachine|openj9|zulu|graal/, NO_BASE],
      [/^[1-9]|^latest/, DEBIAN],
    ],
  ],
]);

const UNKNOWN: ImageFacts = { family: undefined, shell: undefined, entrypoint: undefined, user: undefined, onbuild: undefined };

/** What is certain about a base image, from the reference as FROM names it (variables resolved). What is not in the table is unknown. */
export function imageFacts(reference: string): ImageFacts {
  if (reference === "scratch") return { family: "scratch", shell: "none", entrypoint: "none", user: "root", onbuild: false };
  const parsed = parseImageReference(reference);
  if (parsed === undefined) return UNKNOWN;
  const name = canonicalName(parsed);
  const entry = IMAGES.get(name) ?? NAMESPACES.get(name.slice(0, name.lastIndexOf("/")));
  // A digest without a tag may be of any variant.
  const tag = parsed.tag ?? (parsed.digest === undefined ? "latest" : undefined);
  if (entry === undefined) return UNKNOWN;
  return tag === undefined ? { ...UNKNOWN, ...(entry.variants ? NO_BASE : entry.base), entrypoint: entry.entrypoint } : factsOf(name, entry, tag);
}

function factsOf(name: string, entry: Entry, tag: string): ImageFacts {
  const onbuild = /(?:^|-)onbuild(?:-|$)/.test(tag);
  const base = entry.variants ? baseOf(name, entry, tag) : entry.base;
  if (base === WINDOWS && entry.base !== WINDOWS) return { ...base, entrypoint: undefined, user: undefined, onbuild };
  return { ...base, entrypoint: entrypointOf(base, entry, tag), user: userOf(base, entry, tag), onbuild };
}

function baseOf(name: string, { base }: Entry, tag: string): Base {
  if (base.family === "distroless" || base.family === "windows") return base;
  if (base.family === "wolfi") return tag.endsWith("-dev") ? WOLFI : base;
  const candidates = [...VARIANTS, ...(PLAIN_TAGS.get(name) ?? [])];
  return candidates.find(([pattern]) => pattern.test(tag))?.[1] ?? base;
}

/** The debug images of distroless start a shell of their own. */
function entrypointOf(base: Base, { entrypoint }: Entry, tag: string): Entrypoint {
  return base === DISTROLESS && /(?:^|-)debug/.test(tag) ? undefined : entrypoint;
}

function userOf(base: Base, entry: Entry, tag: string): string | undefined {
  if (base !== DISTROLESS) return entry.user;
  if (/(?:^|-)nonroot/.test(tag)) return "65532";
  return entry.base === DISTROLESS ? entry.user : "app";
}

/** Mirrors and per-architecture copies of the official images are the official images; distroless names carry release numbers. */
function canonicalName({ registry, repository }: ImageReference): string {
  const name = `${registry}/${repository}`;
  const mirror = OFFICIAL_MIRRORS.find((prefix) => name.startsWith(prefix));
  if (mirror !== undefined) return `docker.io/library/${name.slice(mirror.length)}`;
  if (name.startsWith("gcr.io/distroless/")) return name.replace(/-debian\d+$/, "").replace(/(java|nodejs)\d+$/, "$1");
  return name.replace(/^docker\.io\/(?:amd64|arm32v[567]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)\//, "docker.io/library/");
}

function distributions(base: Base, names: readonly string[]): readonly (readonly [string, Entry])[] {
  return names.map((name) => [name, { base, entrypoint: "none", user: "root", variants: false }]);
}

function images(base: Base, entrypoint: Entrypoint, user: string | undefined, names: readonly string[]): readonly (readonly [string, Entry])[] {
  return names.map((name) => [name, { base, entrypoint, user, variants: true }]);
}
