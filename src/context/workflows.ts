import { mayBuild } from "./build-command.ts";
import type { YamlReader } from "./compose.ts";
import { assignmentsOf } from "./compose-service.ts";
import { type BuildDeclaration, declare, imageNames, known } from "./declarations.ts";
import { jobMatrix } from "./matrix.ts";
import { HOLE, resolvePath } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { shellDeclarations } from "./scripts.ts";
import { type Fields, fieldsOf, isFields, listOf, scalarOf } from "./untyped.ts";

/** GitHub reads only the files directly in this directory. */
export function isWorkflow(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/** Whether a workflow is worth parsing. */
export function mayBuildInWorkflow(text: string): boolean {
  return text.includes("build-push-action") || mayBuild(text);
}

interface Job {
  readonly file: string;
  readonly name: string;
  /** One value for each variable of the matrix; `undefined` where only GitHub can tell. */
  readonly row: Fields | undefined;
  readonly environment: Fields;
  /** `run` of the defaults of the workflow and the job. */
  readonly runDefaults: Fields;
}

/** The images that a workflow builds: steps of docker/build-push-action, and build commands in `run`. */
export function workflowDeclarations(repository: Repository, file: string, readYaml: YamlReader): readonly BuildDeclaration[] {
  const workflow = fieldsOf(readYaml(repository.read(file) ?? "")?.[0]);
  return Object.entries(fieldsOf(workflow.jobs)).flatMap(([name, fields]) => {
    const job = fieldsOf(fields);
    const steps = listOf(job.steps).map(fieldsOf);
    const rows: readonly (Fields | undefined)[] = jobMatrix(fieldsOf(job.strategy).matrix) ?? [undefined];
    if (!isCheckedOutAtRoot(steps)) return [];
    const runDefaults = { ...fieldsOf(fieldsOf(workflow.defaults).run), ...fieldsOf(fieldsOf(job.defaults).run) };
    const environment = { ...fieldsOf(workflow.env), ...fieldsOf(job.env) };
    return distinct(
      rows.flatMap((row) => steps.flatMap((step) => stepDeclarations(repository, { file, name, row, environment, runDefaults }, step))),
    );
  });
}

/** Jobs of a matrix that differ in something else build the same image. */
function distinct(declarations: readonly BuildDeclaration[]): readonly BuildDeclaration[] {
  return [...new Map(declarations.map((declaration) => [JSON.stringify(declaration), declaration])).values()];
}

/** With the repository in a directory of its own, or another one in its place, no path here says which files it means. */
function isCheckedOutAtRoot(steps: readonly Fields[]): boolean {
  const checkouts = steps.filter(({ uses }) => scalarOf(uses)?.startsWith("actions/checkout@") === true).map((step) => fieldsOf(step.with));
  return (
    checkouts.length === 0 ||
    checkouts.some(({ path, repository }) => repository === undefined && (path === undefined || path === "." || path === "./"))
  );
}

function stepDeclarations(repository: Repository, job: Job, step: Fields): readonly BuildDeclaration[] {
  const environment = { ...job.environment, ...fieldsOf(step.env) };
  const fill = (text: string, hole: string) => withExpressions(text, { ...job, environment }, hole);
  if (/(?:^|\/)build-push-action@/.test(scalarOf(step.uses) ?? "")) return actionDeclarations(repository, job, step, (text) => fill(text, HOLE));
  const script = scalarOf(step.run);
  if (script === undefined || !mayBuild(script)) return [];
  const directory = scalarOf(step["working-directory"] ?? job.runDefaults["working-directory"]) ?? ".";
  const start = resolvePath(".", fill(directory, HOLE));
  if (start === undefined) return [];
  const recipe = { script: fill(script, "${DFMOD_UNKNOWN}"), line: 0 };
  return shellDeclarations(repository, { file: job.file, kind: "workflow", name: job.name, recipe, directories: [start] });
}

/** Inputs of docker/build-push-action. Without a context the action takes the git repository itself, and the Dockerfile's path is from there too. */
function actionDeclarations(repository: Repository, job: Job, step: Fields, fill: (text: string) => string): readonly BuildDeclaration[] {
  const inputs = fieldsOf(step.with);
  const text = (name: string) => {
    const value = scalarOf(inputs[name]);
    return value === undefined || value === "" ? undefined : fill(value);
  };
  const written = scalarOf(inputs.context);
  const inRepository = written === undefined || written === "" ? "." : /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(written)?.slice(1)[0];
  const isGit = inRepository !== undefined || /^\{\{\s*defaultContext\s*\}\}$/.test(written ?? "");
  const lines = (name: string) =>
    (text(name) ?? "")
      .split(/[\n\r]+/)
      .map((line) => line.trim())
      .filter((line) => line !== "");
  const target = text("target");
  const additional = Object.entries(assignmentsOf(lines("build-contexts"), (raw) => raw));
  const declared = declare(repository, {
    file: job.file,
    kind: "workflow",
    name: job.name,
    base: ".",
    context: isGit ? fill(inRepository ?? ".") : fill(written ?? "."),
    dockerfile: text("file"),
    dockerfileFrom: isGit ? "context" : "base",
    target: target === undefined ? undefined : known(target),
    args: assignmentsOf(lines("build-args"), (raw) => raw),
    additionalContexts: Object.fromEntries(additional.filter((entry): entry is [string, string] => entry[1] !== null)),
    images: imageNames(lines("tags").flatMap((line) => line.split(","))),
  });
  return declared === undefined ? [] : [declared];
}

/** `${{ matrix.x.y }}` and `${{ env.X }}` with their values; anything else, `hole`. */
function withExpressions(text: string, { row, environment }: Job, hole: string): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => {
    const [, scope, path = ""] = /^\s*(matrix|env)\.([\w.-]+)\s*$/.exec(expression) ?? [];
    const start: unknown = scope === "matrix" ? row : scope === "env" ? environment : undefined;
    const value = scalarOf(path.split(".").reduce((at: unknown, name) => (isFields(at) ? at[name] : undefined), start));
    return value === undefined || value.includes("${{") ? hole : value;
  });
}
