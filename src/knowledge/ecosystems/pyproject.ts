/** What pyproject.toml says about dependencies that are not downloaded (PEP 621; poetry's and uv's documentation). */
import type { Project, Refusal } from "./ecosystem.ts";
import { refuse } from "./ecosystem.ts";
import { isRefusal, readManifest, unreadable } from "./manifests.ts";
import { isTomlTable, readToml, type TomlTable, type TomlValue, tomlAt, tomlItems, tomlMembers, tomlTexts } from "./toml.ts";

export interface TomlManifest {
  readonly path: string;
  readonly table: TomlTable;
}

export function readTomlManifest(project: Project, path: string): Refusal | TomlManifest {
  const manifest = readManifest(project, path);
  if (isRefusal(manifest)) return manifest;
  const table = readToml(manifest.text);
  return table === undefined ? unreadable(path, "it is written in a way that dfmod cannot read") : { path, table };
}

/** `table[name]`, `table[a][b]` …: the dependency tables that are there. */
export function tablesAt(table: TomlTable, ...places: readonly (readonly string[])[]): readonly TomlValue[] {
  return places.map((place) => tomlAt(table, ...place)).filter((value) => value !== undefined);
}

/** The first dependency that is a directory or file of the project. */
export function localDependency(tables: readonly TomlValue[], isLocal: (source: TomlTable) => boolean): string | undefined {
  for (const table of tables) {
    for (const [name, value] of tomlMembers(table)) {
      if (tomlItems(value).some((source) => isTomlTable(source) && isLocal(source))) return name;
    }
  }
  return undefined;
}

/** Requirements of PEP 508 that name a path: `lib @ file:///app/lib`. */
export function localRequirement(table: TomlTable): string | undefined {
  const optional = [...tomlMembers(tomlAt(table, "project", "optional-dependencies")).values()];
  const groups = [...tomlMembers(tomlAt(table, "dependency-groups")).values()];
  const lists = [tomlAt(table, "project", "dependencies"), ...optional, ...groups];
  return lists.flatMap(tomlTexts).find((text) => /@\s*(?:file:|\.{0,2}\/)/.test(text));
}

/** `[[source]]` with an address that is a directory. */
export function hasLocalSource(sources: TomlValue | undefined): boolean {
  return tomlItems(sources).some((source) => isTomlTable(source) && !/^(?:https?:|\$)/.test(String(source.members.get("url") ?? "https:")));
}

export function isLocalDependency(path: string, name: string): Refusal {
  return refuse("local-dependency", `\`${path}\` takes ${name} from a directory or file of the project; copy it before the install by hand`);
}
