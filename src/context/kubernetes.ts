import type { Usage } from "../engine/transform.ts";
import type { YamlReader } from "./compose.ts";
import { imageName } from "./declarations.ts";
import type { Repository } from "./repository.ts";
import { type Fields, fieldsOf, isFields, listOf, scalarOf } from "./untyped.ts";

const KINDS = new Set(["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "StatefulSet"]);

/** A container of a manifest and the image that it runs. */
export interface ContainerUse {
  /** Without tag and digest. */
  readonly image: string;
  readonly usage: Usage;
}

/** Whether the text may be a manifest that runs one of the images. */
export function mayRun(text: string, images: readonly string[]): boolean {
  return text.includes("image:") && images.some((image) => text.includes(image));
}

/** The containers of the workloads in a manifest (Kubernetes API reference, "Container", "PodSpec"). A Helm template is no YAML and has none. */
export function containerUses(repository: Repository, file: string, readYaml: YamlReader): readonly ContainerUse[] {
  const documents = (readYaml(repository.read(file) ?? "") ?? []).map(fieldsOf);
  return documents
    .flatMap((document) => (document.kind === "List" ? listOf(document.items).map(fieldsOf) : [document]))
    .filter(({ kind }) => typeof kind === "string" && KINDS.has(kind))
    .flatMap((workload) => {
      const pod = podOf(workload);
      return [...listOf(pod.initContainers), ...listOf(pod.containers)].flatMap((container) => useOf(file, pod, container));
    });
}

function podOf(workload: Fields): Fields {
  const spec = fieldsOf(workload.spec);
  if (workload.kind === "Pod") return spec;
  const template = workload.kind === "CronJob" ? fieldsOf(fieldsOf(spec.jobTemplate).spec).template : spec.template;
  return fieldsOf(fieldsOf(template).spec);
}

/** `command` takes the place of ENTRYPOINT, `args` that of CMD. */
function useOf(file: string, pod: Fields, container: unknown): readonly ContainerUse[] {
  if (!isFields(container)) return [];
  const image = imageName(scalarOf(container.image) ?? "");
  if (image === undefined) return [];
  const security = { ...fieldsOf(pod.securityContext), ...fieldsOf(container.securityContext) };
  const ports = listOf(container.ports).flatMap((port) => scalarOf(fieldsOf(port).containerPort) ?? []);
  const usage: Usage = {
    file,
    kind: "kubernetes",
    name: scalarOf(container.name) ?? image,
    target: undefined,
    args: {},
    command: wordsOf(container.args),
    entrypoint: wordsOf(container.command),
    ...(ports.length === 0 ? {} : { ports }),
    ...(typeof security.runAsUser === "number" ? { runAsUser: security.runAsUser } : {}),
    ...(typeof security.runAsNonRoot === "boolean" ? { runAsNonRoot: security.runAsNonRoot } : {}),
  };
  return [{ image, usage }];
}

function wordsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.map((word) => scalarOf(word) ?? "unknown") : undefined;
}
