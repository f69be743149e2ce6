/** Facts about apt and about the programs that a RUN starts beside it: what reads apt's package lists, what fills them, what cannot touch them. */

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** apt-get(8), apt(8); apt-fast and nala take the same commands. */
export const APT_PROGRAMS = words("apt apt-get apt-fast nala");

/** What an apt command does with the package lists in /var/lib/apt/lists. */
export type AptAction = "clean" | "install" | "none" | "remove" | "update" | "use";

/** apt-get(8), apt(8). Commands not named here count as `use`. */
const APT_ACTIONS: ReadonlyMap<string, AptAction> = new Map<string, AptAction>([
  ["update", "update"],
  ["distclean", "clean"],
  ["dist-clean", "clean"],
  ...["install", "reinstall", "upgrade", "safe-upgrade", "dist-upgrade", "full-upgrade", "dselect-upgrade", "build-dep", "satisfy"].map(
    (command): [string, AptAction] => [command, "install"],
  ),
  // A package that is not installed is an error without the lists ("Unable to locate package") and a note with them.
  ...["remove", "purge", "autoremove", "autopurge", "auto-remove"].map((command): [string, AptAction] => [command, "remove"]),
  ...["clean", "autoclean", "auto-clean", "moo", "help", "edit-sources"].map((command): [string, AptAction] => [command, "none"]),
]);

export function aptAction(command: string): AptAction {
  return APT_ACTIONS.get(command) ?? "use";
}

/** Options of apt-get whose value is the next word when nothing follows the letter: `-o Dpkg::Use-Pty=0`, `-t bookworm`. */
export const APT_VALUE_OPTIONS = words("o c t a P option config-file target-release default-release host-architecture build-profiles solver");

/** Programs beside apt that read the lists, or call apt without an update of their own. */
export const LIST_READERS = words(
  "apt-cache apt-file apt-rdepends apt-show-versions apt-listbugs apt-build apt-clone apt-offline apt-venv auto-apt aptdcon check-language-support debfoster deborphan dselect dctrl-tools gdebi grep-aptavail grep-available mk-build-deps pkexec rosdep synaptic tasksel ubuntu-drivers unattended-upgrade unattended-upgrades",
);

/** Programs that run `apt-get update` themselves before they install: minideb, Kubernetes' base images, Playwright, docker-php-extension-installer … */
export const SELF_UPDATING_PROGRAMS = words(
  "install_packages clean-install apt-install install-php-extensions unminimize add-apt-repository apt-add-repository rvm",
);

/**
 * Images whose add-apt-repository only writes the source down: software-properties runs `apt-get update` by itself since 0.96.24, which came
 * with Ubuntu 18.04 and Debian 12.
 */
export const REPOSITORY_WITHOUT_UPDATE =
  /^(?:docker\.io\/)?(?:library\/)?(?:ubuntu:1[0-7]\.|debian:(?:[4-9]|1[01])(?:[.-]|$))|[:-](?:lucid|precise|trusty|utopic|vivid|wily|xenial|yakkety|zesty|artful|squeeze|wheezy|jessie|stretch|buster|bullseye)(?:-|$)/;

/** Scripts to be piped into a shell that run `apt-get update` themselves. */
export const SELF_UPDATING_SCRIPTS =
  /nodesource(?:\.com)?\/\w*setup|nodesource_setup|get\.docker\.com|packagecloud\.io\/install|script\.deb\.sh|apt\.llvm\.org\/llvm\.sh|get\.rvm\.io|playwright\S* install(?:-deps| .*--with-deps)/;

/** Installers to be piped into a shell that unpack into a directory of their own and never call apt. */
export const HARMLESS_SCRIPTS =
  /sh\.rustup\.rs|\/(?:nvm-sh|creationix)\/nvm\/|install\.python-poetry\.org|astral\.sh\/uv|bun\.sh\/install|deno\.land\/(?:x\/)?install|get\.sdkman\.io|getcomposer\.org\/installer|bootstrap\.pypa\.io|install\.meteor\.com|get\.volta\.sh|get\.pnpm\.io|yarnpkg\.com\/install\.sh/;

/** Commands that start another one, with the number of words between their options and that command. */
export const STARTERS: ReadonlyMap<string, number> = new Map([
  ...["builtin", "busybox", "catchsegv", "chrt", "dumb-init", "eatmydata", "fakeroot", "ionice", "nohup", "retry", "setarch", "stdbuf", "tini"].map(
    (name): [string, number] => [name, 0],
  ),
  ...["unbuffer", "xvfb-run", "sudo", "env", "exec", "command", "nice", "time", "doas"].map((name): [string, number] => [name, 0]),
  ...["gosu", "su-exec", "timeout", "faketime", "scl"].map((name): [string, number] => [name, 1]),
]);

/** Commands that run another one inside another root directory, where another apt has its own lists. */
export const OTHER_ROOTS = words("chroot debootstrap mmdebstrap schroot proot systemd-nspawn docker podman buildah");

/** Interpreters of other languages. */
export const INTERPRETERS = /^(?:python[\d.]*|pypy3?|node|nodejs|ruby[\d.]*|perl|php[\d.]*|Rscript|R|lua|julia|deno|bun|groovy|guile|pwsh)$/;

/** Scripts of build systems and frameworks, run by an interpreter or by their own path. */
export const HARMLESS_FILES =
  /(?:^|\/)(?:setup\.py|manage\.py|get-pip\.py|get-poetry\.py|install-poetry\.py|ez_setup\.py|artisan|console|composer(?:\.phar|-setup\.php|-installer)?|installer|gradlew|mvnw|sbt|android|activate|os-release|lsb-release|nvm\.sh|rvm\.sh|conda\.sh|sdkman-init\.sh|setup\.bash|setvars\.sh|profile|\.profile|\.bashrc|\.bash_profile|\.cargo\/env|environment|envvars|(?:mini|ana|mamba)(?:conda|forge)[^/]*\.sh|rustup(?:-init)?(?:\.sh)?|cmake-[\w.-]+\.sh|bazel-[^/]*installer[^/]*\.sh)$/i;

/** Start-up scripts of installed services: they start daemons. */
export const SERVICE_SCRIPTS = /^\/etc\/init\.d\//;

/**
 * Programs that do what their name says and do not call apt. Package managers and build tools of other ecosystems are among them:
 * what they download could in theory call apt, as any program could. `make`, `ninja`, `./configure` and the like are left out on purpose:
 * they are where people write `apt-get install` down.
 */
export const HARMLESS_PROGRAMS: ReadonlySet<string> = new Set([
  // The shell's own.
  ...words(". : [ [[ alias break cd continue declare echo exit export false getopts hash help let local popd printf pushd pwd read readonly return"),
  ...words("set shift shopt test times trap true type typeset ulimit umask unalias unset wait jobs kill history logout disown"),
  // Files and text: coreutils, findutils, grep, sed, awk, diffutils, archives.
  ...words("awk b2sum base32 base64 basename bunzip2 bzip2 cat chattr chcon chgrp chmod chown cksum cmp column comm cp cpio csplit cut date dd df"),
  ...words("diff dir dirname dos2unix du egrep expand expr factor fgrep file find fmt fold gawk getconf getfacl getopt grep groups gunzip gzip head"),
  ...words(
    "hexdump hostname hostid iconv id install join jar jq link ln locale logger ls lsattr lsb_release lz4 lzma mawk md5sum mkdir mkfifo mknod",
  ),
  ...words(
    "mktemp more mv nl nproc numfmt od paste patch patchelf pathchk pr printenv ptx readlink realpath rename rev rm rmdir rsync sed seq setcap",
  ),
  ...words("setfacl sha1sum sha224sum sha256sum sha384sum sha512sum shasum shred shuf sleep sort split stat strings strip sum sync tac tail tar tee"),
  ...words("touch tr tree truncate tsort tty uname unexpand uniq unix2dos unlink unlzma unrar unxz unzip updatedb uuidgen vdir wc which whereis"),
  ...words("who whoami xmlstarlet xz xzcat yes yq zcat zip zstd 7z 7za p7zip envsubst dotenv gettext msgfmt ascii2uni getcap cabextract crudini"),
  ...words("ed ex vi vim nano m4 tput clear reset stty bc dc sponge"),
  // Network and version control.
  ...words("aria2c axel curl wget ftp scp sftp ssh ssh-add ssh-agent ssh-keygen ssh-keyscan nc netcat ncat nslookup dig host ping ip ifconfig"),
  ...words("git git-lfs hg svn bzr cvs repo gh glab openssl gpg gpg2 gpgv gpgconf dirmngr gpg-agent apt-key keytool certtool update-ca-certificates"),
  ...words("cosign minisign signify mkcert http https s3cmd aws gsutil gcloud az kubectl helm terraform"),
  // Users, system configuration, services.
  ...words("adduser addgroup chage chfn chpasswd chsh deluser delgroup gpasswd groupadd groupdel groupmod newgrp passwd useradd userdel usermod"),
  ...words("visudo pwconv grpconv vipw nologin getent localedef locale-gen update-locale dpkg-reconfigure debconf-set-selections debconf-show"),
  ...words(
    "debconf debconf-communicate debconf-get-selections update-alternatives update-rc.d update-mime-database update-java-alternatives invoke-rc.d",
  ),
  ...words(
    "ldconfig depmod modprobe sysctl systemctl service initctl rc-update crontab cron supervisord supervisorctl fc-cache fc-list mount umount",
  ),
  ...words("mkswap ps top pgrep pkill killall free lscpu lsof arch timedatectl tzselect zic dpkg dpkg-deb dpkg-query dpkg-divert dpkg-architecture"),
  ...words(
    "dpkg-statoverride dpkg-source dpkg-buildpackage dpkg-shlibdeps dpkg-scanpackages dpkg-split apt-config apt-extracttemplates apt-ftparchive apt-sortpkgs",
  ),
  ...words("debuild dh fakeroot lintian equivs-build alien rpm rpm2cpio apk yum dnf microdnf zypper pacman rpmbuild"),
  ...words("a2enmod a2dismod a2ensite a2dissite a2enconf a2disconf apachectl apache2ctl apache2 httpd nginx phpenmod phpdismod php5enmod php5dismod"),
  ...words("mysql mysqld mysqld_safe mysqladmin mysql_install_db mariadb mariadb-install-db psql createdb createuser dropdb initdb pg_ctl"),
  ...words("pg_ctlcluster pg_createcluster pg_dropcluster pg_lsclusters pg_restore postgres mongo mongod mongosh redis-server redis-cli sqlite3"),
  ...words("rabbitmq-plugins rabbitmq-server rabbitmqctl slapd slapadd ldapadd postconf newaliases sshd Xvfb Xvnc vncpasswd x11vnc dbus-uuidgen"),
  ...words("dbus-launch dbus-daemon gsettings dconf xdg-mime xdg-settings glib-compile-schemas gtk-update-icon-cache mandb install-info"),
  ...words("texhash mktexlsr updmap updmap-sys fmtutil tlmgr luaotfload-tool kpsewhich pdflatex xelatex latexmk convert mogrify ffmpeg gs"),
  // Compilers and build tools that run no shell recipes.
  ...words("ar as c++ cc clang clang++ cmake cpp ctest cpack g++ gcc gfortran gnat ld ldd llc nasm nm objcopy objdump pkg-config ranlib yasm swig"),
  ...words("aclocal autoconf autoheader automake autoreconf autoupdate autopoint glibtoolize gtkdocize intltoolize libtool libtoolize"),
  ...words(
    "b2 bjam bison flex qmake qmake-qt5 meson protoc thrift grpc_tools ccache distcc conan vcpkg xmake catkin_make catkin colcon rosws wstool vcs",
  ),
  ...words("catkin_init_workspace ghc ghcup cabal stack hpack ocaml opam dune fpc nim nimble crystal shards zig swift swiftc v dmd dub ldc2"),
  // Package managers and tools of other ecosystems.
  ...words("pip pip2 pip3 pipenv pipx poetry pdm uv uvx hatch tox conda mamba micromamba conda-build activate deactivate easy_install virtualenv"),
  ...words(
    "pyenv twine flit wheel cython pytest black flake8 mypy pylint gunicorn uvicorn django-admin django-admin.py jupyter jupyter-lab jupyter-notebook",
  ),
  ...words(
    "jupyter-nbextension jupyter-labextension ipython ipcluster streamlit sphinx-build mkdocs scrapy spacy nltk huggingface-cli ansible-galaxy",
  ),
  ...words(
    "npm npx yarn yarnpkg pnpm pnpx corepack bower n nvm fnm volta lerna nx turbo tsc webpack vite ng vue next expo electron node-gyp pm2 forever",
  ),
  ...words("nodemon typings tsd ember polymer ionic cordova truffle hardhat elm elm-package spago purs meteor demeteorizer"),
  ...words(
    "bundle bundler gem rbenv ruby-build erb rails jekyll passenger-install-nginx-module passenger-install-apache2-module passenger-config gem2.0",
  ),
  ...words(
    "composer pear pecl phpize php-config php-fpm docker-php-ext-install docker-php-ext-configure docker-php-ext-enable docker-php-source drush wp wp-cli",
  ),
  ...words("symfony laravel phpunit cpan cpanm cpanp carton perlbrew plenv perldoc"),
  ...words("cargo cargo-chef rustc rustup rustfmt go gofmt godep glide dep gox govendor gvm goreleaser xcaddy"),
  ...words(
    "java javac jshell jlink jdeps mvn gradle ant sbt scala scalac scala-cli lein clojure clj boot kotlin kotlinc groovyc grape sdk sdkmanager avdmanager android",
  ),
  ...words("jenkins-plugin-cli install-plugins.sh jbang coursier cs mill bazel bazelisk buck pants"),
  ...words("dotnet nuget msbuild mono mcs xbuild paket fake mix hex rebar rebar3 iex elixir elixirc erl erlc kerl asdf mise flutter dart pub fvm"),
  ...words("luarocks luajit install2.r installGithub.r install.r r littleR tlmgr julia octave matlab maxima gap sage"),
  ...words("samtools bcftools bgzip tabix minimap2 medaka bwa bowtie2 blastn makeblastdb datasets pangolin nextclade kraken2 multiqc"),
  ...words(
    "sccache buf terraform-docs tfenv packer vault consul nomad etcd etcdctl minikube kind k3s skaffold ko crane skopeo img kaniko hadolint shellcheck",
  ),
  ...words(
    "apt-cacher apt-cacher-ng qemu-img cloud-localds upx lighttpd bats haxelib rake grunt gulp brunch logrotate monit munin-node-configure htpasswd htdigest certbot dehydrated acme.sh squid varnishd haproxy bind9 named unbound dnsmasq",
  ),
]);

/** What a shell command leaves behind for the ones after it. `cd` and its like have a code of their own. */
export const SHELL_STATE = words(
  ". alias declare eval exec exit export local readonly return set shopt source trap typeset ulimit umask unalias unset wait",
);
export const DIRECTORY_STATE = words("cd chdir popd pushd");

/**
 * Variables that apt-get, the programs it starts or the shell read by themselves (apt.conf(5), apt-transport-http(1), sh(1), ld.so(8)).
 * DEBIAN_FRONTEND and the language variables do not change what an update downloads.
 */
export const UPDATE_ENVIRONMENT =
  /^(?:APT_.*|DPKG_.*|PATH|HOME|IFS|ENV|BASH_ENV|SHELL|SHELLOPTS|TMPDIR|TMP|TEMP|LD_.*|SSL_.*|CURL_.*|GNUPGHOME|.*_proxy|.*_PROXY)$/;

/** Where apt's sources, keys, settings and trusted certificates live: what is written there changes what an update brings. */
export const APT_CONFIGURATION = /\/etc\/apt\b|\/usr\/share\/keyrings|\/etc\/ssl|ca-certificates|\/usr\/lib\/apt|\/etc\/(?:resolv\.conf|hosts)\b/;
/** Commands that change it. */
export const APT_CONFIGURATORS = /\b(?:add-apt-repository|apt-add-repository|apt-key|add-architecture|update-ca-certificates|sources\.list)\b/;
