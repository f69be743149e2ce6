/**
 * What a file name says about its content, for ADD: the builder unpacks a local file whose content is a tar, plain or compressed with
 * gzip, bzip2, xz or zstd, whatever its name (moby/go-archive, DetectCompression). Names are evidence only where the content is unknown.
 */

/** `archive`: a tar by name. `compressed`: may hold a tar. `harmless`: by convention never a tar. `unknown`: says nothing. */
export type NameKind = "archive" | "compressed" | "harmless" | "unknown";

/** Extensions of compressed files that may hold a tar. */
const COMPRESSED = words("bz bz2 gz xz z zst zstd");

/** Tar archives with their compression in one extension. */
const TAR = words("tar taz tb2 tbz tbz2 tgz tlz txz tzst");

/** Signatures, digests and lists that accompany an archive and bear its name: `rootfs.tar.gz.asc`. */
const COMPANIONS = words("asc md5 minisig sha1 sha256 sha256sum sha512 sha512sum sig");

/**
 * Extensions whose files are never tar archives. Left out on purpose, because they are or may be a tar, plain or compressed:
 * apk (Alpine), backup, bak, bin, box, bundle, conda, crate, dat, dump, gem, img, layer, oci, ova, phar, pkg, snap, unitypackage.
 */
const HARMLESS = new Set([
  ...COMPANIONS,
  ...words("bash bat c cc clj cmake cmd cpp cr cs csh cxx dart el erl ex exs f90 fish fs go gradle groovy h hpp hs java jl js jsx kt kts ksh"),
  ...words("less lisp lua m4 mjs cjs mk ml mm nim nix pas php pl pm pp proto ps1 psm1 py pyi pyx r rake rb rs s sass sbt scala scm scss sed sh"),
  ...words("sol sql psql svelte swift tcl ts tsx twig v vb vim vue wsgi zsh awk graphql ipynb rmd hcl tf tfvars rego vcl jsonnet libsonnet"),
  ...words("cfg cnf conf config cron crontab default defaults editorconfig env ini inc json json5 jsonc jsonl lic list local lock lst mod"),
  ...words("net ora plist policy prefs pri profile properties props reg repo repository rules service socket sum target timer toml types"),
  ...words("work xconf xml xsd xsl xslt yaml yml ldif cabal gemspec podspec csproj fsproj vbproj sln targets nuspec spec opam ru iss schema"),
  ...words("adoc csv tsv htm html css log markdown md mdx po pot rst tex text txt diff patch example sample dist tmpl tpl template j2 erb ejs"),
  ...words("mustache hbs jinja jinja2 in mako gen zone crt cer csr key pem pub p12 pfx jks keystore truststore gpg ovpn"),
  ...words("bmp eot gif ico jpeg jpg mp3 mp4 ogg otf pdf png svg tif tiff ttc ttf wav webm webp woff woff2"),
  ...words("7z aar class deb dll dylib ear egg ez exe jar msi nupkg pyc rar rpm so vsix war wasm whl xpi zip"),
  ...words("d git"),
]);

/** Dotfiles that are text (or, for `.git`, a directory or one line of text). */
const HARMLESS_DOTFILES = words(
  ".babelrc .bash_aliases .bash_login .bash_logout .bash_profile .bashrc .bowerrc .browserslistrc .condarc .curlrc .dockerignore .editorconfig .env .eslintignore .eslintrc .gemrc .git .gitattributes .gitconfig .gitignore .gitmodules .htaccess .htpasswd .inputrc .irbrc .my.cnf .netrc .node-version .npmignore .npmrc .nvmrc .pgpass .prettierignore .prettierrc .profile .pryrc .pylintrc .python-version .rspec .ruby-version .stylelintrc .tool-versions .vimrc .wgetrc .yarnrc .zprofile .zshenv .zshrc",
);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** Looks a file name (or the end of a path) up. Case does not matter. */
export function nameKind(path: string): NameKind {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (HARMLESS_DOTFILES.has(name)) return "harmless";
  const extensions = name.split(".").slice(1);
  const last = extensions.at(-1) ?? "";
  const inner = extensions.slice(0, -1);
  if (TAR.has(last)) return "archive";
  if (COMPANIONS.has(last)) return "harmless";
  // `x.tar.gz.bak`, `x.tgz.txt`: an archive under another name is still unpacked.
  if (inner.some((extension) => TAR.has(extension))) return "archive";
  if (COMPRESSED.has(last) || inner.some((extension) => COMPRESSED.has(extension))) return "compressed";
  if (HARMLESS.has(last)) return "harmless";
  // `x.tar-old`, `x.tbz3`: no table holds them all.
  return /^(?:tar|t.z)/.test(last) ? "archive" : "unknown";
}
