/**
 * Prisma: installing `@prisma/client` generates the client from the schema. Without a schema the install ends well all the same, and the program
 * fails when it runs (Prisma's documentation, "Generating Prisma Client").
 */
import type { BuildContext } from "../../engine/transform.ts";
import { joinPath, type Written } from "./ecosystem.ts";
import { membersOf, textOf } from "./json.ts";
import { type Needs, NOTHING, refused, together } from "./needs.ts";
import { type Manifest, requires } from "./package-json.ts";

const CONFIGURATION = ["prisma.config", ".config/prisma"].flatMap((name) => ["ts", "mts", "cts", "js", "mjs", "cjs"].map((end) => `${name}.${end}`));

/** A framework may bring the client along: then only the lockfile names it. */
function isLocked(build: BuildContext, directory: string): boolean {
  const locks = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"];
  return locks.some((name) => build.read(joinPath(directory, name) ?? name).includes("@prisma/client"));
}

export function prismaNeeds(build: BuildContext, manifest: Manifest): Needs {
  if (!requires(manifest, "@prisma/client") && !requires(manifest, "prisma") && !isLocked(build, manifest.directory)) return NOTHING;
  const at = (name: string) => joinPath(manifest.directory, name) ?? "";
  const configuration = CONFIGURATION.map(at).find((path) => build.has(path));
  if (configuration !== undefined) {
    return refused(
      "prisma-schema-unknown",
      `\`${configuration}\` says where Prisma's schema is, and it is a program; install with --ignore-scripts and run prisma generate below the sources`,
    );
  }
  const settings = environmentNeeds(build, manifest.directory);
  const declared = textOf(membersOf(manifest.fields.get("prisma")).get("schema"));
  if (declared !== undefined) return together([schemaNeeds(build, joinPath(manifest.directory, declared), declared), settings]);
  if (build.list(`${at("prisma")}/*.prisma`).length > 0) return together([schemaNeeds(build, at("prisma"), "prisma"), settings]);
  if (build.has(at("schema.prisma"))) return together([schemaNeeds(build, at("schema.prisma"), "schema.prisma"), settings]);
  const elsewhere = ["*", "*/*", "*/*/*"].flatMap((depth) => build.list(at(`${depth}/*.prisma`))).find((path) => !path.includes("node_modules/"));
  if (elsewhere === undefined) return NOTHING;
  return refused("prisma-schema-unknown", `nothing says that \`${elsewhere}\` is Prisma's schema; name it in package.json as prisma.schema`);
}

/** Explicitly: `prisma generate --schema=x`. */
export function schemaNeeds(build: BuildContext, path: string | undefined, written: string): Needs {
  if (path === undefined || !build.has(path)) {
    return refused("prisma-schema-unknown", `Prisma's schema \`${written}\` is not in the build context; name the one that is`);
  }
  if (!build.isDirectory(path)) return together([{ ...NOTHING, files: [path] }, generatorNeeds(build, path)]);
  const schemas = ["*", "*/*", "*/*/*"].flatMap((depth) => build.list(`${path}/${depth}.prisma`));
  return together([{ ...NOTHING, directories: [path] }, ...schemas.map((schema) => generatorNeeds(build, schema))]);
}

/** Where the generators write: the default is below node_modules, everything else lies in the project. */
function generatorNeeds(build: BuildContext, schema: string): Needs {
  const text = build.read(schema);
  if (text === "unknown")
    return refused("prisma-schema-unknown", `\`${schema}\` is empty or cannot be read, so that nobody can say where its generators write`);
  const generators = [...text.matchAll(/^\s*generator\s+\w+\s*\{([^}]*)\}/gm)].map(([, body = ""]) => body);
  return together(generators.map((body) => outputNeeds(build, schema, body)));
}

function outputNeeds(build: BuildContext, schema: string, generator: string): Needs {
  const setting = (name: string) => new RegExp(String.raw`^\s*${name}\s*=\s*(.*?)\s*(?:\/\/.*)?$`, "m").exec(generator)?.[1];
  const output = setting("output");
  const literal = /^"([^"$\\]+)"$/.exec(output ?? "")?.[1];
  if (output === undefined && /^"prisma-client-js"$/.test(setting("provider") ?? "")) return NOTHING;
  const path = literal === undefined ? undefined : joinPath(schema, "..", literal);
  if (path === undefined) {
    return refused("prisma-schema-unknown", `a generator of \`${schema}\` writes to a place that its text does not name; give it a literal output`);
  }
  return path.split("/").includes("node_modules") ? NOTHING : writtenNeeds(build, path);
}

/** Something the install makes in the project, which a later copy of the sources would overwrite. */
export function writtenNeeds(build: BuildContext, path: string): Needs {
  const written: Written = { path, pattern: path };
  if (!build.has(path)) return { ...NOTHING, writes: [written] };
  return refused(
    "install-writes-tracked-paths",
    `the install writes \`${path}\`, and the copy of the sources would put the old one back; ignore it in .dockerignore`,
  );
}

/** Prisma reads `.env` beside the manifest, where switches of its own may stand. */
function environmentNeeds(build: BuildContext, directory: string): Needs {
  const path = joinPath(directory, ".env") ?? "";
  if (!build.has(path)) return NOTHING;
  const text = build.read(path);
  return text === "unknown" || /\bPRISMA_/.test(text) ? { ...NOTHING, files: [path] } : NOTHING;
}
