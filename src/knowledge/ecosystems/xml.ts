/** Looks into XML that build tools read: elements by name, without a document tree. Comments are no part of it, entities are decoded. */

export interface XmlElement {
  readonly attributes: ReadonlyMap<string, string>;
  /** Between its tags, as written. */
  readonly content: string;
}

/** Without comments and processing instructions; `undefined` for what is no XML document. */
export function readXml(text: string): string | undefined {
  const plain = text
    .replace(/^\ufeff/, "")
    .replace(/<!--.*?-->/gs, "")
    .replace(/<\?.*?\?>/gs, "");
  return /^\s*<[A-Za-z]/.test(plain.replace(/<!DOCTYPE[^>]*>/i, "")) && /<\/[\w.:-]+\s*>\s*$|\/>\s*$/.test(plain) ? plain : undefined;
}

/** All elements of that name, at any depth, in order. */
export function elementsOf(xml: string, name: string): readonly XmlElement[] {
  const pattern = new RegExp(`<${name}((?:\\s+[\\w.:-]+\\s*=\\s*(?:"[^"]*"|'[^']*'))*)\\s*(?:/>|>(.*?)</${name}\\s*>)`, "gs");
  return [...xml.matchAll(pattern)].map(([, attributes = "", content = ""]) => ({ attributes: attributesOf(attributes), content }));
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
  return new Map(pairs.map(([, name = "", double, single]): [string, string] => [name, decode(double ?? single ?? "")]));
}

/** The text of the first element of that name. */
export function textOfElement(xml: string, name: string): string | undefined {
  const content = elementsOf(xml, name)[0]?.content;
  return content === undefined ? undefined : decode(content.trim());
}

function decode(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_whole, name: string) => entities[name] ?? "");
}
