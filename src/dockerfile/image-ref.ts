/** An image reference as FROM and COPY --from name it: `[registry/]path[:tag][@digest]`. */
export interface ImageReference {
  /** `docker.io` when none is written. */
  readonly registry: string;
  /** `library/node` for the short form `node`. */
  readonly repository: string;
  /** `undefined` when neither tag nor digest is written (then Docker takes `latest`). */
  readonly tag: string | undefined;
  /** `sha256:…`. */
  readonly digest: string | undefined;
}

/** Splits a reference, or `undefined` when it is none (a variable, an empty string, an upper-case name). Source: the distribution reference grammar. */
export function parseImageReference(text: string): ImageReference | undefined {
  const match = /^([^@:]*(?::\d+\/[^@:]*)?)(?::([\w][\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,}))?$/.exec(text);
  const path = match?.[1] ?? "";
  const slash = path.indexOf("/");
  const first = slash < 0 ? "" : path.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === "localhost";
  const rest = isRegistry ? path.slice(slash + 1) : path;
  if (!/^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/.test(rest)) return undefined;
  const registry = !isRegistry || first === "index.docker.io" ? "docker.io" : first;
  const repository = registry === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest;
  return { registry, repository, tag: match?.[2], digest: match?.[3] };
}
