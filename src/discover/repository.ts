/** The git repository around `cwd`, or `undefined` outside one. Walks up to `.git`; git itself need not be installed. */
export function findRepository(_cwd: string): { readonly root: string } | undefined {
  throw new Error("not built yet");
}
