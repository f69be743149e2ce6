import type { YamlReader } from "./compose.ts";
import { assignmentsOf } from "./compose-service.ts";
import { type BuildDeclaration, declare, imageNames, known } from "./declarations.ts";
import { directoryOf, HOLE } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { fieldsOf, isFields, listOf, scalarOf } from "./untyped.ts";

export function isSkaffoldFile(basename: string): boolean {
  return /^skaffold(?:[._-].*)?\.ya?ml$/i.test(basename);
}

/** The artifacts of a skaffold file, those of its profiles too (Skaffold's documentation, "skaffold.yaml"). */
export function skaffoldDeclarations(repository: Repository, path: string, readYaml: YamlReader): readonly BuildDeclaration[] {
  const documents = (readYaml(repository.read(path) ?? "") ?? []).map(fieldsOf);
  const builds = documents.flatMap(({ build, profiles }) => [build, ...listOf(profiles).map((profile) => fieldsOf(profile).build)]);
  const artifacts = builds.flatMap((build) => listOf(fieldsOf(build).artifacts));
  return artifacts.flatMap((artifact) => artifactOf(repository, path, artifact) ?? []);
}

/** Only what is built from a Dockerfile: by docker, which is the default, or by kaniko. */
function artifactOf(repository: Repository, file: string, artifact: unknown): BuildDeclaration | undefined {
  if (!isFields(artifact) || ["buildpacks", "jib", "bazel", "ko", "custom"].some((builder) => artifact[builder] !== undefined)) return undefined;
  const image = scalarOf(artifact.image);
  const builder = fieldsOf(artifact.docker ?? artifact.kaniko);
  const target = scalarOf(builder.target);
  const expand = withHoles;
  const dockerfile = scalarOf(builder.dockerfile);
  return declare(repository, {
    file,
    kind: "skaffold",
    name: image ?? "an artifact",
    base: directoryOf(file),
    context: expand(scalarOf(artifact.context) ?? "."),
    dockerfile: dockerfile === undefined ? undefined : expand(dockerfile),
    dockerfileFrom: "context",
    target: target === undefined ? undefined : known(expand(target)),
    args: assignmentsOf(builder.buildArgs, expand),
    images: image === undefined ? [] : imageNames([expand(image)]),
  });
}

/** Skaffold's templates (`{{.VERSION}}`) and environment variables. */
function withHoles(text: string): string {
  return text.replace(/\{\{[^}]*\}\}|\$\{[^}]*\}|\$\w+/g, HOLE);
}
