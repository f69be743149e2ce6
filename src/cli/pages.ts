/** The documentation page of a transform. The bundler packs docs/transforms/*.md into the program, each page a chunk of its own. */
export async function loadPage(id: string): Promise<string | undefined> {
  try {
    const page: { readonly default: string } = await import(`../../docs/transforms/${id}.md`);
    return page.default;
  } catch {
    return undefined;
  }
}
