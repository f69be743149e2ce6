/** What everyday commands have to do with the files around them. Tables only. */

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** Work on the system: a path among their arguments counts only when it is written with a slash. */
export const SYSTEM_COMMANDS = words(
  [
    "apt apt-get apt-cache apt-key apt-mark apt-file aptitude add-apt-repository apk yum dnf microdnf zypper pacman rpm dpkg dpkg-reconfigure tdnf opkg install_packages clean-install",
    "addgroup adduser groupadd groupmod useradd usermod userdel deluser passwd chpasswd update-ca-certificates update-alternatives update-rc.d locale-gen localedef ldconfig setcap systemctl service",
    "a2enmod a2dismod a2ensite a2dissite a2enconf phpenmod docker-php-ext-install docker-php-ext-configure docker-php-ext-enable docker-php-source install-php-extensions pecl pear",
    "gpg ssh-keyscan ssh-keygen openssl rustup setup-buildx corepack-enable",
  ].join(" "),
);

/** Touch no file, whatever their arguments are. */
export const HARMLESS_BUILTINS = words(
  "echo printf true false : sleep date uname whoami id hostname getent nproc arch which command type hash pwd env printenv getconf tty locale",
);

/** Read and write the files that their arguments name, and no others; the number of arguments in front that are none. */
export const FILE_COMMANDS: ReadonlyMap<string, number> = new Map(
  [
    ...words(
      "cat cp ln ls mv rm rmdir mkdir touch stat head tail wc readlink realpath basename dirname sha256sum sha1sum md5sum diff dos2unix unix2dos gzip gunzip install tee cut sort uniq tr",
    ).values(),
  ]
    .map((name): [string, number] => [name, 0])
    .concat([
      ["chmod", 1],
      ["chown", 1],
      ["chgrp", 1],
      ["sed", 1],
      ["awk", 1],
      ["grep", 1],
      ["egrep", 1],
    ]),
);

/** Their last word names a directory, or the file that the others become. */
export const TRANSFERS = words("cp mv ln install");

/** Download to a file; everything that is no address and no option may be one. */
export const DOWNLOADERS = words("curl wget");

/** Take things away again that an earlier command of the same RUN may have left. */
export const REMOVERS: readonly RegExp[] = [
  /^(?:rm|rmdir|find) /,
  /^(?:apt|apt-get|aptitude) (?:.* )?(?:purge|remove|autoremove|autopurge|clean|autoclean)\b/,
  /^apk (?:.* )?del\b/,
  /^(?:yum|dnf|microdnf|tdnf) (?:.* )?(?:remove|erase|autoremove|clean)\b/,
  /^(?:zypper|pacman) (?:.* )?(?:rm|remove|clean|-R\w*|-Sc+)\b/,
  /^(?:docker-php-source) delete\b/,
];

/** Change what the commands behind them see, and can simply be said again in another RUN. */
export const REPEATABLE_STATE = words("cd export set umask unset");

/** Change what the commands behind them see in ways that a second RUN cannot be given. */
export const OTHER_STATE = words(
  ". source eval alias trap exec exit return read shopt ulimit pushd popd declare typeset local readonly getopts mapfile nvm rvm sdk conda-activate workon",
);

/** Settings of a build that say nothing to a download of dependencies. */
export const BUILD_VARIABLES = words("CGO_ENABLED GOOS GOARCH GOARM GOAMD64 NODE_OPTIONS CI");

/** ARGs whose value is another one for every build, by name. */
export const CHANGING_ARGUMENT = /(?:^|_)(?:SHA|COMMIT|REVISION|VCS_REF|CACHE_?BUST(?:ER)?|TIMESTAMP|BUILD_?(?:DATE|TIME|NUMBER|ID))(?:$|_)/i;

/** Programs that may install anything, by their name: `./bootstrap.sh`, `bin/setup`, `tox`. */
export const INSTALLS_BY_NAME =
  /\b(?:bootstrap|deps|dependencies|prerequisites|requirements|setup|vendor)\b|^(?:lerna|nx|tox)$|^install\S*\.(?:sh|py|js)$/i;

/** Programs whose first words say what they start: `make deps`, `sh install.sh`, `npm run bootstrap`. */
export const TASK_RUNNERS = words("make just task rake inv invoke gulp grunt npm yarn pnpm bun sh bash dash ash python python3 node ruby perl");

/** Writes credentials for the downloads that follow. */
export const CREDENTIALS = /\bgit config\b.*(?:insteadOf|credential)|\.netrc\b|\.git-credentials\b|_authToken/i;

/** Settings that programs read in the home directory, whatever the project is. */
export const HOME_SETTINGS: readonly string[] = [
  ".bundle",
  ".cargo",
  ".composer",
  ".config",
  ".gitconfig",
  ".gradle",
  ".m2",
  ".netrc",
  ".npmrc",
  ".nuget",
  ".pip",
  ".ssh",
  ".yarnrc",
];

/** Directories of the system that a context may bring along when it is copied to the root. */
export const SYSTEM_DIRECTORIES: readonly string[] = ["bin", "etc", "home", "lib", "opt", "root", "sbin", "srv", "usr", "var"];
