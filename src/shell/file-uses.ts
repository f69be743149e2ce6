/** What everyday commands read and write: the paths that their arguments name. */

import { placeBelow } from "../dockerfile/places.ts";
import { DOWNLOADERS, FILE_COMMANDS, HARMLESS_BUILTINS, SYSTEM_COMMANDS, TRANSFERS } from "../knowledge/commands.ts";
import { type Argument, argumentPlace, type Surroundings } from "./surroundings.ts";
import type { PathAction, Use } from "./uses.ts";

/** `undefined`: a command that may do anything. */
export function fileUses(name: string, args: readonly Argument[], around: Surroundings): readonly Use[] | undefined {
  const touch = (targets: readonly Argument[]): PathUse => ({
    kind: "paths",
    action: actionOf(name, args),
    places: targets.map((each) => argumentPlace(each, around)),
  });
  if (HARMLESS_BUILTINS.has(name)) return [];
  // What they do to the system may be what the install needs, whatever files they name.
  if (SYSTEM_COMMANDS.has(name)) return [touch(args.flatMap(systemFile)), { kind: "reads", places: [] }];
  if (DOWNLOADERS.has(name)) return downloadUses(name, args, touch);
  if (name === "test" || name === "[" || name === "[[")
    return [touch(args.filter((_, index) => /^-[defghkprsuwxGLOS]$/.test(args[index - 1]?.value ?? "")))];
  const front = FILE_COMMANDS.get(name);
  if (TRANSFERS.has(name)) return transferUses(name, args, around);
  if (front !== undefined) return [touch(operands(args).slice(front))];
  if (name === "tar" || name === "unzip") return [{ ...touch(unpackTargets(args)), action: "tree" }];
  if (name === "git") return gitUses(args, touch);
  return undefined;
}

/** `./tool.deb`, `key.asc`, `--keys-dir=./keys`; `python3.11` and `php8.2-cli` are packages. */
function systemFile({ word, value }: Argument): readonly Argument[] {
  const path = value?.replace(/^--?[\w-]+=/, "");
  if (path === undefined || path.startsWith("-") || path.includes("://")) return [];
  return path.includes("/") || /\.[a-z]\w*$/i.test(path) ? [{ word: path === value ? word : undefined, value: path }] : [];
}

type PathUse = Extract<Use, { kind: "paths" }>;

function actionOf(name: string, args: readonly Argument[]): PathAction {
  // Without -p the directory above has to be there.
  if (name === "mkdir") return args.some(({ value }) => /^(?:-[a-zA-Z]*p[a-zA-Z]*|--parents)$/.test(value ?? "")) ? "make" : "touch";
  if (name === "rm" || name === "rmdir") return "remove";
  return name === "ls" || !args.some(({ value }) => /^-[a-zA-Z]*[rR]|^--recursive/.test(value ?? "")) ? "touch" : "tree";
}

/** `mv a b /srv/`: the sources with all that is in them, and what they are called in the directory, or the file that the last word names. */
function transferUses(name: string, args: readonly Argument[], around: Surroundings): readonly Use[] {
  const files = operands(args);
  const [sources, target] = [files.slice(0, -1), files.at(-1)];
  const places = sources.map((each) => argumentPlace(each, around));
  const into = argumentPlace(target, around);
  const landed = places.map((from) =>
    from === undefined || into === undefined ? undefined : placeBelow(into, from.slice(from.lastIndexOf("/") + 1)),
  );
  const action = name === "mv" ? "tree" : actionOf(name, args);
  return [
    { kind: "paths", action, places },
    { kind: "paths", action: "touch", places: [into, ...landed] },
  ];
}

function operands(args: readonly Argument[]): readonly Argument[] {
  return args.filter(({ value, word }) => !(value ?? word?.text ?? "").startsWith("-") && value !== "]" && value !== "]]");
}

const HERE: Argument = { word: undefined, value: "." };

/** Without `-C` or `-d` an archive is unpacked where the command runs. */
function unpackTargets(args: readonly Argument[]): readonly Argument[] {
  const into = args.findIndex(({ value }) => /^(?:-C|-d|--directory)$/.test(value ?? ""));
  const joined = args.find(({ value }) => /^(?:-C|-d|--directory=)./.test(value ?? ""));
  const files = operands(args).filter(({ value }) => value === undefined || value.includes("/"));
  if (joined !== undefined) return [{ word: undefined, value: joined.value?.replace(/^(?:-C|-d|--directory=)/, "") }];
  return into < 0 ? [HERE] : [args[into + 1] ?? HERE, ...files];
}

/** Options of curl and wget whose value names a file that is read. */
const READ_BY_DOWNLOADERS =
  /^(?:-[KET]|--(?:cacert|capath|cert|key|config|upload-file|netrc-file|input-file|ca-certificate|ca-directory|certificate|private-key|post-file|body-file|load-cookies))$/;

/** curl writes to its output unless told otherwise; wget, and curl -O, to a file named like the address. */
function downloadUses(name: string, args: readonly Argument[], touch: (targets: readonly Argument[]) => Use): readonly Use[] | undefined {
  const named = args.findIndex(({ value }) =>
    (name === "curl" ? /^-[a-zA-Z]*o$|^--output$/ : /^-[a-zA-Z]*[OP]$|^--(?:output-document|directory-prefix)$/).test(value ?? ""),
  );
  const joined = args.flatMap(
    ({ value }) =>
      /^(?:--(?:output|output-document|directory-prefix)=|-O(?=[/.\w-]))(.+)$/.exec(
        name === "wget" || value?.startsWith("--") === true ? (value ?? "") : "",
      )?.[1] ?? [],
  );
  const uploads = args.flatMap(({ value }) => /^(?:[\w-]+=)?@(.+)$/.exec(value ?? "")?.[1] ?? []);
  const settings = args.flatMap(({ value = "" }, index) =>
    READ_BY_DOWNLOADERS.test(value) || (name === "wget" && value === "-i") ? (args[index + 1] ?? []) : [],
  );
  const others = [...uploads.map((value): Argument => ({ word: undefined, value })), ...settings];
  if (named >= 0) return [touch([...others, args[named + 1] ?? HERE])];
  if (joined.length > 0) return [touch([...others, ...joined.map((value): Argument => ({ word: undefined, value }))])];
  const isRemote = name === "wget" || args.some(({ value }) => /^-[a-zA-Z]*O|^--remote-name/.test(value ?? ""));
  if (!isRemote) return [touch(others)];
  const addresses = args.filter(({ value }) => value === undefined || value.includes("://"));
  const names = addresses.map(({ value }) => /\/([^/?#<>]+)$/.exec(value ?? "")?.[1]);
  return names.length === 0 || names.includes(undefined)
    ? undefined
    : [touch([...others, ...names.map((value): Argument => ({ word: undefined, value }))])];
}

function gitUses(args: readonly Argument[], touch: (targets: readonly Argument[]) => Use): readonly Use[] | undefined {
  const [command, ...rest] = operands(args);
  if (command?.value === "config" && args.some(({ value }) => value === "--global" || value === "--system")) return [];
  if (command?.value !== "clone" || args.some(({ value }) => value === "-C")) return undefined;
  const at = rest.findIndex(({ value }) => value === undefined || /:\/\/|@.*:/.test(value));
  const target = rest[at + 1] ?? { word: undefined, value: /([^/]+?)(?:\.git)?\/?$/.exec(rest[at]?.value ?? "")?.[1] };
  return [touch([target])];
}
