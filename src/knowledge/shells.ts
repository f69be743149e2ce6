/** Facts about shells: which programs are one, what they bring themselves, what their grammar reserves. */

/** Shells whose word splitting, quoting and expansions this program knows. zsh is not among them: it does not split expansions. */
export const POSIX_SHELLS: ReadonlySet<string> = new Set(["ash", "bash", "dash", "sh"]);

/** dash(1), SHELL BUILTINS; ash of BusyBox has the same and more. */
const DASH_BUILTINS: readonly string[] = [
  ...[".", ":", "[", "alias", "bg", "break", "cd", "chdir", "command", "continue", "echo", "eval", "exec", "exit", "export", "false"],
  ...["fc", "fg", "getopts", "hash", "jobs", "kill", "local", "printf", "pwd", "read", "readonly", "return", "set", "shift", "test"],
  ...["times", "trap", "true", "type", "ulimit", "umask", "unalias", "unset", "wait"],
];

/** bash(1), SHELL BUILTIN COMMANDS, without what dash has too. */
const BASH_BUILTINS: readonly string[] = [
  ...["bind", "builtin", "caller", "compgen", "complete", "compopt", "declare", "dirs", "disown", "enable", "help", "history", "let"],
  ...["logout", "mapfile", "popd", "pushd", "readarray", "shopt", "source", "suspend", "typeset"],
];

export const BUILTINS: ReadonlySet<string> = new Set([...DASH_BUILTINS, ...BASH_BUILTINS]);

/**
 * Builtins that POSIX systems also have as a program. The program may read its arguments differently:
 * `echo '\t'` prints a tab from dash and two characters from coreutils.
 */
export const BUILTINS_WITH_PROGRAM: ReadonlySet<string> = new Set(["[", "echo", "false", "kill", "printf", "pwd", "test", "true"]);

/** POSIX, 2.4 Reserved Words, and those of bash. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  ...["!", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until", "while", "{", "}"],
  ...["[[", "]]", "coproc", "function", "select", "time"],
]);

/** Whether an image reference names a base that runs Windows, where the default shell is cmd. `platform` is that of FROM. */
export function isWindowsBase(reference: string, platform: string | undefined): boolean {
  if (platform !== undefined && /^(?:linux|windows)(?:\/|$)/i.test(platform)) return /^windows/i.test(platform);
  return /(?:^|[/:-])(?:dotnet[/-]framework|iis|ltsc20\d\d|nanoserver|servercore|windows|windowsservercore)(?:$|[/:@-])/i.test(reference);
}
