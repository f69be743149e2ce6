const TAKEN = /^(?:(?:docker|container)file(?:[._-].*)?|.*\.(?:docker|container)file)$/;

/** Other languages, documentation, templates, backups, and the ignore files that share the name. */
const REFUSED =
  /\.(?:dockerignore|containerignore|md|txt|tmpl|tpl|template|j2|erb|mustache|in|orig|rej|bak|patch|swp|go|js|ts|py|rb|sh|json|yml|yaml|snap|html)$/;

/** Whether a file of this name is taken for a Dockerfile when a directory is searched (docs: cli, "Files"). Case does not matter. */
export function isDockerfileName(basename: string): boolean {
  const name = basename.toLowerCase();
  return TAKEN.test(name) && !REFUSED.test(name);
}
