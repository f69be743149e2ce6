/**
 * Runs shell commands of the corpus where they can do no harm, and says what they did.
 *
 * A throw-away chroot holds dash, bash, their libraries, and nothing else; it is entered with an empty environment, as nobody, in network
 * and process namespaces of its own. Every program is a stub: the search path has one folder, with a link for every name that may be
 * called, and the commands called by path are links to the same stub. It writes its name, arguments, working directory and environment into
 * a pipe and ends with the status that was chosen for it. So `exec`, `sudo`, pipes, subshells and redirections are the shell's own work,
 * and redirections land in the chroot. The stub is a script for dash: a function could not stand behind `exec`, nor be called `apt-get` there.
 *
 * A few builtins are functions here: `cd`, because the folders are missing (the stub sees where it would be), `ulimit` and `kill`, because
 * they reach out of the script, and `echo` and `printf`, to be seen. A file that the script reads with `.` exists and only says so.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, dirname, join, posix } from "node:path";

/** One script and the shell that reads it. */
export interface Script {
  readonly shell: readonly string[];
  readonly text: string;
  /** What the container's arguments are: `$0`, `$1` … */
  readonly args: readonly string[];
}

/** A call that has to fail: its record, which time it is made (`undefined` where it is made once), and the status. */
export interface Failing {
  readonly call: string;
  readonly occurrence: number | undefined;
  readonly status: number;
}

/** Scripts that run one after the other until one fails, as the RUNs of a stage do. */
export interface Job {
  readonly scripts: readonly Script[];
  readonly failing: readonly Failing[];
}

export interface Outcome {
  readonly status: number;
  /** The calls in the order they began. */
  readonly calls: readonly Call[];
}

export interface Call {
  /** Working directory, name and arguments, as the stub writes them. */
  readonly record: string;
  readonly cwd: string;
  readonly argv: readonly string[];
  /** Exported variables, without those of the sandbox and of the shell itself. */
  readonly environment: string;
}

export interface Sandbox {
  run(jobs: readonly Job[]): Promise<readonly Outcome[]>;
  close(): void;
}

const UNIT = "\u001f";
const RECORD = "\u001e";

const STUB = `#!/drv/dash
nl='
'
name=$0
case $name in
  /stub/*) name=\${0##*/} ;;
  /here/*) name=./\${0#/here/} ;;
  [!./]*) name=./$0 ;;
esac
record="$DFMOD_CWD${UNIT}$name"
for word do
  case $word in *"$nl"*)
    IFS=$nl; set -f; joined=
    for line in $word; do joined="$joined$line\\n"; done
    word=$joined ;;
  esac
  record="$record${UNIT}$word"
done
record="${RECORD}$record${UNIT}"
fail=$DFMOD_FAIL
unset DFMOD_FAIL
{ printf '%s\\n' "$record"; export -p; } >&9
[ "$name" != which ] || printf '%s\\n' "$1"
while read -r line; do :; done
times=
if [ -n "$DFMOD_COUNT" ]; then
  times=1
  while IFS= read -r line; do [ "$line" != "$record" ] || times=$((times + 1)); done < /log/seen
  printf '%s\\n' "$record" >> /log/seen
fi
case $fail in
  *"$record$times="*) rest=\${fail#*"$record$times="}; exit "\${rest%%${UNIT}*}" ;;
esac
exit 0
`;

const PRELUDE = `cd() { /stub/cd "$@" || return; export DFMOD_CWD="$DFMOD_CWD>$*"; }
pushd() { /stub/pushd "$@" || return; export DFMOD_CWD="$DFMOD_CWD>$*"; }
popd() { /stub/popd "$@" || return; export DFMOD_CWD="$DFMOD_CWD<"; }
ulimit() { /stub/ulimit "$@"; }
kill() { /stub/kill "$@"; }
echo() { /stub/echo "$@"; command echo "$@"; }
printf() { /stub/printf "$@"; command printf "$@"; }
`;

/** Reads jobs (`fail script…`); the calls write into its output (9), and it adds a line with the status. */
const DRIVER = `ulimit -t 600
cd /here
exec 9>&1
export DFMOD_CWD= PATH=/stub HOME=/root
while read -r fail scripts; do
  : > /log/seen
  . "/jobs/fail.$fail"
  status=0
  for script in $scripts; do
    [ $status = 0 ] || break
    ( . "/jobs/start.$script" ) </dev/null >/dev/null 2>&1
    status=$?
  done
  printf '${RECORD}%s\\n' "$status"
  for script in $scripts; do [ ! -f "/jobs/clean.$script" ] || . "/jobs/clean.$script"; done
done < /jobs/list
`;

/** How a process enters the chroot, or `undefined` where that is not allowed. */
function launcher(): readonly string[] | undefined {
  const inner = ["unshare", "--net", "--ipc", "--uts", "--pid", "--fork", "--kill-child"];
  for (const prefix of [[], ["sudo", "-n"]]) {
    const [program = "", ...args] = [...prefix, ...inner, "chroot", "--userspec=65534:65534", "/", "true"];
    if (spawnSync(program, args, { stdio: "ignore" }).status === 0) return [...prefix, ...inner];
  }
  return undefined;
}

const enter = launcher();

/** Whether this machine lets us build the sandbox: Linux, dash, bash, root (or sudo without a password) and namespaces. */
export const canSandbox = enter !== undefined && existsSync("/bin/dash") && existsSync("/bin/bash");

interface Cage {
  readonly root: string;
  readonly scripts: Map<string, number>;
  readonly failures: Map<string, number>;
}

/** Builds one chroot for each core; jobs are dealt out among them. */
export function openSandbox(): Sandbox {
  const cages = Array.from({ length: availableParallelism() }, buildCage);
  return {
    async run(jobs) {
      // What a script calls must be there wherever a script that it is compared with may run.
      for (const cage of cages) for (const { scripts } of jobs) for (const script of scripts) addScript(cage, script);
      const dealt = await Promise.all(
        cages.map((cage, index) =>
          runIn(
            cage,
            jobs.filter((_, at) => at % cages.length === index),
          ),
        ),
      );
      return jobs.map((_, at) => dealt[at % cages.length]?.[Math.floor(at / cages.length)] ?? { status: -1, calls: [] });
    },
    close() {
      for (const { root } of cages) rmSync(root, { recursive: true, force: true });
    },
  };
}

function buildCage(): Cage {
  const root = mkdtempSync(join(tmpdir(), "dfmod-cage-"));
  for (const folder of ["drv", "stub", "jobs", "dev", "root"]) mkdirSync(join(root, folder));
  for (const folder of ["here", "tmp", "log"]) open(join(root, folder));
  chmodSync(root, 0o755);
  for (const program of ["/bin/dash", "/bin/bash", "/bin/rm"]) copyWithLibraries(program, root);
  if (spawnSync("mknod", ["-m", "666", join(root, "dev/null"), "c", "1", "3"]).status !== 0)
    writeFileSync(join(root, "dev/null"), "", { mode: 0o666 });
  writeFileSync(join(root, "drv/stub"), STUB, { mode: 0o755 });
  writeFileSync(join(root, "drv/prelude"), PRELUDE);
  writeFileSync(join(root, "drv/driver"), DRIVER);
  const cage = { root, scripts: new Map(), failures: new Map() };
  for (const name of ["cd", "pushd", "popd", "ulimit", "kill", "echo", "printf", "dot"]) linkStub(cage, `/stub/${name}`);
  return cage;
}

/** A folder that everybody may write in, and take out what is theirs. */
function open(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o1777);
}

function copyWithLibraries(program: string, root: string): void {
  copyFileSync(program, join(root, "drv", basename(program)));
  chmodSync(join(root, "drv", basename(program)), 0o755);
  const libraries = execFileSync("ldd", [program], { encoding: "utf8" }).match(/\/\S+(?= \(0x)/g) ?? [];
  for (const library of libraries) {
    mkdirSync(dirname(join(root, library)), { recursive: true });
    copyFileSync(library, join(root, library));
  }
}

/** Puts the stub at a path of the chroot. What cannot be there (a file in the way) is left out: the command is then not found, before and after. */
function linkStub({ root }: Cage, path: string): void {
  try {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync("/drv/stub", join(root, path));
  } catch {
    // There already, or a file stands where a folder would have to.
  }
}

/** Where a script's words may stand: inside the chroot, never where the sandbox keeps its own. */
function inCage(path: string): string | undefined {
  const absolute = posix.normalize(path.startsWith("/") ? path : `/here/${path}`);
  return /^\/(?:drv|stub|jobs|log|dev|lib|lib64|proc|sys)(?:\/|$)/.test(absolute) || absolute.endsWith("/") ? undefined : absolute;
}

/** Makes a script known to the chroot: its text, the stubs for all it may call, the files it reads with `.`, the folders it writes in. */
function addScript(cage: Cage, { shell, text, args }: Script): number {
  const key = JSON.stringify([shell, text, args]);
  const known = cage.scripts.get(key);
  if (known !== undefined) return known;
  const id = cage.scripts.size;
  cage.scripts.set(key, id);
  for (const word of text.match(/[A-Za-z0-9_.+][\w.+:-]*/g) ?? [])
    if (/^[\w.+:-]+$/.test(word) && !/^\.+$/.test(word)) linkStub(cage, `/stub/${word}`);
  for (const path of words(text, COMMAND_PATH)) linkStub(cage, path);
  for (const path of dotPaths(text)) writeDotFile(cage, path);
  const folders = new Set(words(text, REDIRECTION).map((path) => posix.dirname(path)));
  for (const folder of folders) makeFolder(cage, folder);
  // What a script leaves behind must not meet the next one's patterns.
  const left = [...folders].filter((folder) => folder !== "/").map((folder) => `${quote(folder)}/*`);
  if (left.length > 0) writeFileSync(join(cage.root, `jobs/clean.${id}`), `/drv/rm -rf -- ${left.join(" ")} 2>/dev/null\n`);
  writeFileSync(join(cage.root, `jobs/script.${id}`), `${text}\n`);
  const [name = "sh", ...flags] = shell;
  const program = basename(name) === "bash" ? "bash" : "dash";
  const command = [`/drv/${program}`, ...flags.map(quote), "-c", quote(`. /drv/prelude; . /jobs/script.${id}`), ...args.map(quote)].join(" ");
  writeFileSync(join(cage.root, `jobs/start.${id}`), `${environment(text)}exec ${command}\n`);
  return id;
}

/** A path where a command stands: at the start, behind an operator, a keyword or an assignment. */
const COMMAND_PATH =
  /(?:^|[;&|({!\n`]|\b(?:then|do|else|exec|if|elif)\b|\b\w+=(?:"[^"]*"|'[^']*'|\S*)\s)\s*["']?((?:\.{0,2}|[\w.+@-]+)\/[\w.+@/-]+)/g;
const DOT_PATH = /(?:^|[;&|({\n]|\b(?:then|do|else)\b)\s*(?:\.|source)\s+["']?([\w./+@-]+)/g;
const REDIRECTION = />>?\|?\s*["']?([\w./+@:-]+)/g;

/** `. name` without a slash is looked for in the search path. */
function dotPaths(text: string): readonly string[] {
  return [...text.matchAll(DOT_PATH)].flatMap(([, word = ""]) => (word.includes("/") ? (inCage(word) ?? []) : [`/stub/${word}`]));
}

function words(text: string, pattern: RegExp): readonly string[] {
  const found = [...text.matchAll(pattern)].flatMap(([, word = ""]) => (word.includes("/") || pattern === REDIRECTION ? (inCage(word) ?? []) : []));
  return [...new Set(found)];
}

function writeDotFile({ root }: Cage, path: string): void {
  try {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    rmSync(join(root, path), { force: true });
    writeFileSync(join(root, path), `/stub/dot ${quote(path)}\n`);
  } catch {
    // As in linkStub.
  }
}

function makeFolder({ root }: Cage, path: string): void {
  try {
    if (path !== "/") open(join(root, path));
  } catch {
    // As in linkStub.
  }
}

/** A value with blanks for every variable that the text reads, so that a lost quote shows. */
function environment(text: string): string {
  const names = new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name));
  for (const own of [
    "PATH",
    "HOME",
    "IFS",
    "PWD",
    "OLDPWD",
    "PPID",
    "SHELLOPTS",
    "BASHOPTS",
    "BASH_ENV",
    "ENV",
    "RANDOM",
    "SECONDS",
    "LINENO",
    "UID",
    "EUID",
  ])
    names.delete(own);
  return [...names].map((name) => `export ${name}=${quote(`${name} a  b`)}\n`).join("");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function addFailures({ root, failures }: Cage, failing: readonly Failing[]): number {
  const list = failing.map(({ call, occurrence, status }) => `${call}${occurrence ?? ""}=${status}${UNIT}`).join("");
  const counts = failing.some(({ occurrence }) => occurrence !== undefined);
  const text = `export DFMOD_FAIL=${quote(list)} DFMOD_COUNT=${counts ? 1 : ""}\n`;
  const known = failures.get(text);
  if (known !== undefined) return known;
  const id = failures.size;
  failures.set(text, id);
  writeFileSync(join(root, `jobs/fail.${id}`), text);
  return id;
}

async function runIn(cage: Cage, jobs: readonly Job[]): Promise<readonly Outcome[]> {
  if (jobs.length === 0 || enter === undefined) return [];
  const list = jobs.map(({ scripts, failing }) => {
    const ids = scripts.map((script) => addScript(cage, script));
    return `${addFailures(cage, failing)} ${ids.join(" ")}\n`;
  });
  writeFileSync(join(cage.root, "jobs/list"), list.join(""));
  const output = await drive(cage.root);
  const outcomes = output.split(new RegExp(`${RECORD}(-?\\d+)\\n`)).slice(0, -1);
  if (outcomes.length !== jobs.length * 2) throw new Error(`the sandbox ran ${outcomes.length / 2} of ${jobs.length} jobs`);
  return jobs.map((_, at) => ({ status: Number(outcomes[at * 2 + 1]), calls: readCalls(outcomes[at * 2] ?? "") }));
}

function drive(root: string): Promise<string> {
  const [program = "", ...args] = [...(enter ?? []), "chroot", "--userspec=65534:65534", root, "/drv/dash", "/drv/driver"];
  return new Promise((done, fail) => {
    const child = spawn(program, args, { env: { PATH: process.env.PATH }, stdio: ["ignore", "pipe", "inherit"] });
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => child.kill("SIGKILL"), 600_000);
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", fail);
    child.on("close", () => {
      clearTimeout(timer);
      done(Buffer.concat(chunks).toString());
    });
  });
}

function readCalls(trace: string): readonly Call[] {
  return trace
    .split(RECORD)
    .slice(1)
    .map((part) => {
      const end = part.indexOf(`${UNIT}\n`);
      const [cwd = "", ...argv] = part.slice(0, end).split(UNIT);
      const lines = part
        .slice(end + 2)
        .trimEnd()
        .split(/\n(?=export )/);
      const own = /^export (?:DFMOD_\w+|PATH|PWD|OLDPWD|SHLVL|HOME|_)\b/;
      return {
        record: `${RECORD}${part.slice(0, end)}${UNIT}`,
        cwd,
        argv,
        environment: lines
          .filter((line) => !own.test(line))
          .sort()
          .join("\n"),
      };
    });
}
