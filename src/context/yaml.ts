import { parseAllDocuments } from "yaml";

/** The documents of a YAML file, merge keys applied; `undefined` for what is not YAML: a Helm template, a file half written. Loaded only where there is something to read. */
export function readYaml(text: string): readonly unknown[] | undefined {
  try {
    const documents = parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: "silent", prettyErrors: false });
    if (!Array.isArray(documents)) return [];
    if (documents.some((document) => document.errors.length > 0)) return undefined;
    return documents.map((document): unknown => document.toJS({ maxAliasCount: 1000 }));
  } catch {
    return undefined;
  }
}
