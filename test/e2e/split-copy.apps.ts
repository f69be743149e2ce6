// The applications below apps/: what each of them shows, and where its image may look different afterwards.

/** Paths at which two builds of an image may differ, and why that is right. */
interface Allowance {
  readonly paths: RegExp;
  readonly because: string;
}

export interface App {
  /** The folder below apps/. */
  readonly name: string;
  /** What the program prints. */
  readonly prints: string;
  /** The source file that is edited; it has the "hello" that the program prints. */
  readonly source: string;
  /** The step that installs, as it is written and after the rewrite. */
  readonly installs: { readonly before: string; readonly after: string };
  readonly allowed: readonly Allowance[];
  /** Needs --unsafe. */
  readonly unsafe?: boolean;
  /** A build stage whose files below a directory must be the same, too. */
  readonly stage?: { readonly name: string; readonly below: string };
  /** Files that name a registry, and are therefore made for the run: with the tools that the Dockerfile installs above its first COPY. */
  readonly made?: { readonly script: string; readonly files: readonly string[] };
  /** A line of the rewritten file without which the build ends well, and the file that is wrong or missing then. */
  readonly control?: { readonly line: string; readonly breaks: string };
  /** Untracked files in the work tree of a developer, with their text. */
  readonly untracked?: Readonly<Record<string, string>>;
  /** Directories that another umask made. */
  readonly modes?: Readonly<Record<string, number>>;
}

const dockerfile = (path: string): Allowance => ({ paths: RegExp(`^${path}/Dockerfile$`), because: "the rewritten file is part of its context" });
const npmCache: Allowance = { paths: /^\/root\/\.npm\//, because: "npm's cache and logs hold the time of the download" };

export const APPS: readonly App[] = [
  {
    // .npmrc decides over node_modules/.bin; node_modules of the host would be copied over what was installed.
    name: "npm",
    prints: "hello 172800000 without commands",
    source: "index.js",
    installs: { before: "RUN npm ci", after: "RUN npm ci" },
    untracked: { "node_modules/ms/index.js": "module.exports = () => 'from the host';\n", "node_modules/left/over.js": "" },
    allowed: [dockerfile("/app"), npmCache],
  },
  {
    // A member's command is linked only when its file is there at install time; the build runs it.
    name: "npm-workspaces",
    prints: "hello 259200000",
    source: "packages/words/words.js",
    installs: { before: "RUN npm ci && npm run build", after: "RUN npm ci" },
    allowed: [dockerfile("/app"), npmCache],
  },
  {
    // Without the members' manifests yarn 1 installs nothing for them, and ends well.
    name: "yarn-workspaces",
    prints: "hello ...12.00",
    source: "apps/shop/shop.js",
    installs: { before: "RUN yarn install --frozen-lockfile", after: "RUN yarn install --frozen-lockfile" },
    allowed: [dockerfile("/srv/app"), { paths: /^\/tmp\/v8-compile-cache-0\//, because: "yarn keeps its own compiled code" }],
  },
  {
    // Another owner, and directories that the manifests' COPY makes before the sources' COPY brings them.
    name: "pnpm-patches",
    prints: "hello ...12.00 EUR",
    source: "apps/shop/shop.js",
    installs: { before: "RUN pnpm install --frozen-lockfile --prod", after: "RUN pnpm install --frozen-lockfile --prod" },
    modes: { libs: 0o775, "libs/prices": 0o775, apps: 0o700, patches: 0o770 },
    allowed: [
      dockerfile("/srv/app"),
      { paths: /\/node_modules\/\.modules\.yaml$/, because: "pnpm notes when it pruned last" },
      { paths: /^\/home\/node\/\.local\/share\/pnpm\/store\//, because: "pnpm notes when it checked the files of its store" },
    ],
  },
  {
    // A project in a directory of the context. Without its patches patch-package ends well and patches nothing.
    name: "patch-package",
    prints: "hello ...12.00 EUR",
    source: "web/index.js",
    installs: { before: "RUN cd /code/web && npm ci", after: "RUN cd /code/web && npm ci" },
    control: { line: "COPY web/patches /code/web/patches", breaks: "/code/web/node_modules/left-pad/index.js" },
    allowed: [dockerfile("/code"), npmCache],
  },
  {
    // Requirements that name others and constraints; WORKDIR changes between the copy and the install.
    name: "pip",
    prints: "hello 1,234,567 xn--bcher-kva.example 3.7",
    source: "shop/__main__.py",
    installs: { before: "RUN pip install --no-cache-dir -r requirements/prod.txt", after: "RUN pip install --no-cache-dir -r requirements/prod.txt" },
    allowed: [dockerfile("/srv/app")],
  },
  {
    name: "poetry",
    prints: "hello 1,234,567",
    source: "shop/__init__.py",
    installs: { before: "RUN poetry install --only main", after: "RUN poetry install --only main --no-root" },
    made: {
      // Asks pip for its index and has poetry read that: not every mirror has the second interface that poetry asks by itself.
      script: [
        "index=$(python -c 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)')",
        `printf '\\n[[tool.poetry.source]]\\nname = "index"\\nurl = "%s/"\\npriority = "primary"\\n' "$index" >> pyproject.toml`,
        "poetry lock",
      ].join(" && "),
      files: ["pyproject.toml", "poetry.lock"],
    },
    untracked: { ".venv/bin/python": "from the host\n" },
    allowed: [
      dockerfile("/app"),
      { paths: /\/pip-[\d.]+\.dist-info\/RECORD$/, because: "virtualenv lists the files of pip in another order each time" },
    ],
  },
  {
    name: "uv",
    prints: "hello 1,234,567",
    source: "shop/__init__.py",
    installs: { before: "RUN uv sync --frozen --no-dev", after: "RUN uv sync --frozen --no-dev --no-install-project" },
    made: { script: "uv lock", files: ["uv.lock"] },
    allowed: [
      dockerfile("/app"),
      { paths: /^\/root\/\.cache\/uv\//, because: "uv's cache has names made by chance" },
      { paths: /\/shop-1\.0\.0\.dist-info\/uv_cache\.json$/, because: "uv notes when the project was installed" },
      {
        paths: /^\/app\/\.venv\/bin\/shop$/,
        because: "run a second time, uv calls the interpreter python3 instead of python, which is a link to it",
      },
      { paths: /\/shop-1\.0\.0\.dist-info\/RECORD$/, because: "it holds the hashes of these two" },
    ],
  },
  {
    // A module of the project itself, whose go.mod the download reads.
    name: "go-replace",
    prints: "hello 12.34 f3b5c84a-4408-5b74-9732-c65c40ac1c83",
    source: "cmd/shop/main.go",
    installs: { before: "RUN CGO_ENABLED=0 go build -trimpath -o /out/shop ./cmd/shop", after: "RUN go mod download" },
    stage: { name: "build", below: "/src" },
    allowed: [dockerfile("/src")],
  },
  {
    name: "maven",
    prints: "hello fb54f3c5992b96d001bb16e8e92d968d",
    source: "src/main/java/com/example/Shop.java",
    installs: { before: "RUN mvn -q -B package -DskipTests", after: "RUN mvn -q -B dependency:go-offline" },
    unsafe: true,
    stage: { name: "build", below: "/src" },
    allowed: [dockerfile("/src")],
  },
];

/** What is not built here, and why. */
export const NOT_BUILT: readonly string[] = [
  "bundler: the registry of its packages could not be reached where the lockfiles were made, and there is no base image",
  "composer: the registry of its packages could not be reached where the lockfiles were made, and there is no base image",
  "dotnet: the registry of its packages could not be reached where the lockfiles were made, and there is no base image",
];
