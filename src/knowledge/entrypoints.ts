/** Programs that are put in front of a command, and programs that end without leaving anything behind. */

/** How a program that runs its arguments as they are reads what stands before them. */
export interface PassThrough {
  /** Options that stand alone. */
  readonly flags: RegExp | undefined;
  /** Options followed by a value of their own. */
  readonly valued: RegExp | undefined;
  /** Operands before the command: the user of gosu. */
  readonly operands: number;
}

const TINI: PassThrough = { flags: /^-[gsvwl]+$/, valued: /^-[ep]$/, operands: 0 };
const AS_USER: PassThrough = { flags: undefined, valued: undefined, operands: 1 };

/** tini(1), dumb-init(1), catatonit(1), gosu, su-exec and s6-setuidgid: each ends with execvp(3) of the rest. */
export const PASS_THROUGHS: ReadonlyMap<string, PassThrough> = new Map([
  ["tini", TINI],
  ["tini-static", TINI],
  ["tini-amd64", TINI],
  ["docker-init", TINI],
  ["catatonit", { flags: /^-g$/, valued: undefined, operands: 0 }],
  ["dumb-init", { flags: /^-[cv]+$|^--(?:single-child|verbose)$/, valued: /^(?:-r|--rewrite)$/, operands: 0 }],
  ["gosu", AS_USER],
  ["su-exec", AS_USER],
  ["s6-setuidgid", AS_USER],
]);

/** Tools that do their work and end: none of them starts a daemon. A program that is not here may. */
export const SHORT_LIVED: ReadonlySet<string> = new Set([
  ...["awk", "base64", "basename", "cat", "chgrp", "chmod", "chown", "cp", "curl", "cut", "date", "dirname", "du", "env", "envsubst", "expr"],
  ...["find", "gawk", "getent", "grep", "gunzip", "gzip", "head", "hostname", "id", "install", "jq", "ldconfig", "ln", "ls", "md5sum"],
  ...["mkdir", "mkfifo", "mktemp", "mv", "nproc", "openssl", "printenv", "readlink", "realpath", "rm", "rmdir", "sed", "seq", "sha256sum"],
  ...[
    "sleep",
    "sort",
    "ssh-keygen",
    "stat",
    "sync",
    "sysctl",
    "tail",
    "tar",
    "tee",
    "touch",
    "tr",
    "uname",
    "uniq",
    "unzip",
    "update-ca-certificates",
  ],
  ...["wc", "wget", "which", "whoami", "yq"],
  ...["dig", "host", "mysql", "mysqladmin", "nc", "nslookup", "pg_isready", "ping", "psql", "redis-cli", "sqlite3", "timeout"],
  ...["addgroup", "adduser", "groupadd", "groupmod", "useradd", "usermod", "a2dismod", "a2enmod", "a2ensite"],
  // Interpreters, package managers and task runners: they wait for what they run.
  ...["alembic", "artisan", "bin/rails", "bun", "bundle", "cargo", "composer", "conda", "deno", "django-admin", "dotnet", "flask", "go", "java"],
  ...["knex", "lein", "make", "mix", "mvn", "node", "npm", "npx", "perl", "php", "pip", "pip3", "pipenv", "pnpm", "poetry", "prisma", "python"],
  ...["python2", "python3", "rails", "rake", "ruby", "sbt", "sequelize", "uv", "yarn"],
]);

/** Signals that are chosen because a shell as PID 1 ignores SIGTERM; no program can act on the first two. */
export const SIGNALS_FOR_SHELLS: ReadonlySet<string> = new Set(["SIGKILL", "KILL", "9", "SIGHUP", "HUP", "1"]);
