/** `docker build` and its kin, as one command line states it; holes for what the shell has to find out. */
export interface BuildCommand {
  readonly context: string;
  /** Of `-f`; `undefined`: the default name in the context. */
  readonly dockerfile: string | undefined;
  readonly target: string | undefined;
  /** `NAME=value` or `NAME`. */
  readonly args: readonly string[];
  /** `name=value`. */
  readonly contexts: readonly string[];
  readonly tags: readonly string[];
}

/** Words in front of the build's own options: docker, podman and nerdctl know several ways to say it. */
const BUILD =
  /^(?:docker|podman|nerdctl|finch)(?: (?:buildx|image|builder))? build$|^docker-buildx build$|^buildah (?:bud|build|build-using-dockerfile)$/;

/** Options that stand alone (docker build, docker buildx build, podman build, nerdctl build). */
const FLAGS = new Set(
  (
    "--check --compress --debug --disable-content-trust --force-compression --force-rm --help --layers --load --no-cache --no-hostname --no-hosts --omit-history " +
    "--pull --pull-always --pull-never --push --quiet --rm --save-stages --skip-unused-stages --squash --squash-all --stdin --tls-verify -D -q"
  ).split(" "),
);

/** What may stand between the program and its command. */
const GLOBAL = /^--(?:context|host|log-level|config|namespace|builder)=|^--debug$|^-D$/;

/** Reads the words of a command, the program first; `undefined` when it builds nothing, or not from a directory. */
export function readBuildCommand(words: readonly string[]): BuildCommand | undefined {
  const options = optionsOfBuild(words);
  if (options === undefined) return undefined;
  const values = new Map<string, string[]>();
  const positional: string[] = [];
  for (let at = 0; at < options.length; at++) {
    const word = options[at] ?? "";
    if (word === "--") continue;
    if (!word.startsWith("-") || word === "-") positional.push(word);
    else if (!FLAGS.has(word.replace(/=.*$/s, ""))) {
      const { name, value = options[++at] ?? "" } = splitOption(word);
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return commandOf(positional, (...names) => names.flatMap((name) => values.get(name) ?? []));
}

function commandOf(positional: readonly string[], all: (...names: readonly string[]) => readonly string[]): BuildCommand | undefined {
  const [context, more] = positional;
  const dockerfile = all("-f", "--file", "--dockerfile").at(-1);
  if (context === undefined || more !== undefined || context === "-" || dockerfile === "-") return undefined;
  return {
    context,
    dockerfile,
    target: all("--target").at(-1),
    args: all("--build-arg"),
    contexts: all("--build-context"),
    tags: all("-t", "--tag"),
  };
}

function optionsOfBuild(words: readonly string[]): readonly string[] | undefined {
  const program = words[0]?.replace(/^.*\//s, "") ?? "";
  const rest = words.slice(1);
  while (GLOBAL.test(rest[0] ?? "")) rest.shift();
  for (const count of [1, 2]) {
    if (BUILD.test([program, ...rest.slice(0, count)].join(" "))) return rest.slice(count);
  }
  return undefined;
}

/** `--tag=x`, `--tag x`, `-t x`, `-t=x`, `-tx`. */
function splitOption(word: string): { readonly name: string; readonly value?: string } {
  const equals = word.indexOf("=");
  if (word.startsWith("--")) return equals < 0 ? { name: word } : { name: word.slice(0, equals), value: word.slice(equals + 1) };
  return word.length === 2 ? { name: word } : { name: word.slice(0, 2), value: word.slice(2).replace(/^=/, "") };
}

/** Whether the text may hold such a command; the others are not worth reading. */
export function mayBuild(text: string): boolean {
  return text.includes("build") || text.includes("bud")
    ? /\b(?:docker|podman|nerdctl|finch|buildah|docker-buildx)\b(?:[^\n]|\\\r?\n){0,300}?\s(?:build|bud|build-using-dockerfile)\s/.test(text)
    : false;
}
