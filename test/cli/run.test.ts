/** The main command end to end, through the built command: what is written, what is printed where, and the exit status. */
import { chmodSync, existsSync, linkSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { adding, copying, dfmod, directory, git, read, repository, service, type Tree, writeTree } from "./command.ts";

const text = (path: string): string => `diff --git a/${path} b/${path}`;

/** A transform of a user: an unsafe change where `# unsafe` stands, a second file where `# file` stands, an option, a refusal, advice. */
const house: Tree = {
  "dfmod.config.mjs": 'export default { plugins: ["./house.mjs"] };',
  "house.mjs": `export default {
  id: "house", summary: "Do as the house does", category: "size", safety: "safe", effects: [], options: { word: "usual", count: 1, on: false, names: [] },
  *find(dockerfile, { options }) {
    const at = dockerfile.instructions[0];
    for (const comment of dockerfile.comments) {
      const edit = (text) => [{ start: comment.start, end: comment.end, text }];
      const change = { kind: "change", at, touches: { comments: [comment] } };
      if (comment.text === "# unsafe") yield { ...change, safety: "unsafe", message: "take a risk", assumes: ["luck"], edits: edit("# risked") };
      if (comment.text === "# option") yield { ...change, message: "say it", edits: edit("# " + JSON.stringify(options)) };
      if (comment.text === "# file") yield { ...change, message: "ignore more", edits: edit("# done"), files: [{ path: ".dockerignore", action: "create", text: "a\\n" }] };
      if (comment.text === "# refuse") yield { kind: "skip", at, code: "no-way", reason: "no way" };
      if (comment.text === "# advise") yield { kind: "advice", at, code: "do-it", message: "do it" };
    }
  },
};
`,
};
const houseFile = (comment: string): string => `FROM alpine:3.20\n# ${comment}\nUSER a\n`;

describe("writing", () => {
  test("changes the files and nothing else, says so on stderr, and leaves stdout alone", () => {
    const root = repository({ ...service("a"), ...service("b/c"), "plain/Dockerfile": "FROM alpine:3.20\n" });
    const { status, stdout, stderr } = dfmod(["--all"], { cwd: root });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(stderr).toMatch(/^a\/Dockerfile\n {2}\+ {4}2 {2}add-to-copy {2}/);
    expect(stderr).toMatch(/\n2 files changed, 1 unchanged, 0 skipped, 0 failed; 2 changes applied\n$/);
    expect(git(root, "status", "--porcelain")).toBe(" M a/Dockerfile\n M b/c/Dockerfile\n");
    expect(read(root, "b/c/Dockerfile")).toBe(copying);
  });

  test("a second run changes nothing and touches nothing", () => {
    const root = repository(service("a"));
    dfmod(["--all"], { cwd: root });
    const before = statSync(join(root, "a/Dockerfile"));
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "0 files changed, 1 unchanged, 0 skipped, 0 failed; 0 changes applied\n" });
    expect(statSync(join(root, "a/Dockerfile")).mtimeMs).toBe(before.mtimeMs);
  });

  test("keeps mode, links and hard links", () => {
    const root = repository({ ...service("a"), ...service("b") });
    chmodSync(join(root, "a/Dockerfile"), 0o755);
    linkSync(join(root, "b/Dockerfile"), join(root, "b/other"));
    symlinkSync("../a/Dockerfile", join(root, "b/Dockerfile.link"));
    git(root, "add", "-A");
    git(root, "commit", "-qm", "links");
    expect(dfmod(["--all"], { cwd: root })).toMatchObject({ status: 0, stderr: expect.stringContaining("2 files changed") });
    expect(statSync(join(root, "a/Dockerfile")).mode & 0o777).toBe(0o755);
    expect(read(root, "b/other")).toBe(copying);
    expect(read(root, "b/Dockerfile.link")).toBe(copying);
  });

  test("from a subdirectory: --all is the repository, paths are from here", () => {
    const root = repository({ ...service("a"), ...service("b/c") });
    const { stderr } = dfmod(["--all"], { cwd: join(root, "b") });
    expect(stderr).toMatch(/^\.\.\/a\/Dockerfile\n/m);
    expect(stderr).toMatch(/^c\/Dockerfile\n/m);
    expect(read(root, "a/Dockerfile")).toBe(copying);
  });

  test("from outside the repository, the repository of the paths counts", () => {
    const root = repository(service("a"));
    const { stdout, status } = dfmod(["--dry-run", `${root}/a`], { cwd: directory() });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^diff --git a\/a\/Dockerfile b\/a\/Dockerfile\n/) });
  });

  test("odd names, one of them like a command and one like an option", () => {
    const tree = { ...service("my app"), ...service('qu"ote'), ...service("ü"), ...service("list"), ...service("-n") };
    const root = repository(tree);
    expect(dfmod(["./list", "my app", 'qu"ote/Dockerfile', "ü", "--", "-n"], { cwd: root })).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("5 files changed"),
    });
    const after = git(root, "diff");
    git(root, "checkout", "-q", ".");
    const { stdout } = dfmod(["--all", "-n"], { cwd: root });
    writeFileSync(join(root, "../p.patch"), stdout);
    git(root, "apply", "../p.patch");
    expect(git(root, "diff")).toBe(after);
  });
});

describe("--dry-run", () => {
  test("prints a patch on stdout that git apply takes, and writes nothing", () => {
    const root = repository({ ...service("a"), "b/Dockerfile": adding.replaceAll("\n", "\r\n").trimEnd(), "b/file.txt": "b" });
    const { status, stdout, stderr } = dfmod(["--all", "--dry-run"], { cwd: root });
    expect(status).toBe(0);
    expect(stderr).toMatch(/2 files would be changed, .*; 2 changes would be applied\n$/);
    expect(git(root, "status", "--porcelain")).toBe("");
    writeTree(root, { "x.patch": stdout });
    git(root, "apply", "x.patch");
    expect(read(root, "a/Dockerfile")).toBe(copying);
    expect(read(root, "b/Dockerfile")).toBe(copying.replaceAll("\n", "\r\n").trimEnd());
  });

  test("a patch from a subdirectory is from the root; -n, --diff and --dry-run are one", () => {
    const root = repository(service("x/a"));
    const patches = ["-n", "--diff", "--dry-run"].map((option) => dfmod([option, "a"], { cwd: join(root, "x") }).stdout);
    expect(patches[0]).toContain(text("x/a/Dockerfile"));
    expect(new Set(patches).size).toBe(1);
  });

  test("nothing to do: no output", () => {
    const root = repository({ Dockerfile: "FROM alpine:3.20\n" });
    expect(dfmod(["-n", "."], { cwd: root })).toMatchObject({ status: 0, stdout: "" });
  });
});

describe("--check", () => {
  test("1 when something would change, 0 when not, 2 when something is wrong", () => {
    const root = repository({ ...service("a"), "clean/Dockerfile": "FROM alpine:3.20\n", "bad/Dockerfile": "FORM\n" });
    expect(dfmod(["--check", "a"], { cwd: root })).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("1 file would be changed"),
    });
    expect(dfmod(["--check", "clean"], { cwd: root }).status).toBe(0);
    expect(dfmod(["--check", "--all"], { cwd: root }).status).toBe(2);
    expect(read(root, "a/Dockerfile")).toBe(adding);
  });

  test("with --dry-run the patch as well", () => {
    const root = repository(service("a"));
    expect(dfmod(["--check", "--dry-run", "a"], { cwd: root })).toMatchObject({ status: 1, stdout: expect.stringContaining(text("a/Dockerfile")) });
  });
});

describe("files beside the Dockerfile", () => {
  const split: Tree = {
    Dockerfile: "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
    "package.json": '{ "name": "a", "version": "1.0.0" }\n',
    "package-lock.json": '{ "name": "a", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "a", "version": "1.0.0" } } }\n',
  };

  test("are created with it", () => {
    const cwd = repository(split);
    expect(dfmod(["--all", "-q"], { cwd })).toMatchObject({ status: 0 });
    expect(read(cwd, ".dockerignore")).toBe("**/node_modules\n.dockerignore\n");
  });

  test("are not created where git would not take them", () => {
    const cwd = repository({ ...split, ".gitignore": ".*\n!.gitignore\n" });
    const { status, stdout } = dfmod(["--all", "--dry-run", "--report", "json"], { cwd });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).files[0].refused).toMatchObject([
      { code: "needs-other-file", reason: expect.stringContaining("git ignores that file") },
    ]);
  });
});

describe("standard input", () => {
  const cwd = repository(service("a"));

  test("stdout carries the text only", () => {
    const { status, stdout, stderr } = dfmod(["-", "--stdin-filename", "a/Dockerfile"], { cwd, input: adding });
    expect({ status, stdout }).toEqual({ status: 0, stdout: copying });
    expect(stderr).toContain("1 file changed");
    expect(read(cwd, "a/Dockerfile")).toBe(adding);
  });

  test("text may be named after a place that is not there; its context is unknown", () => {
    const { status, stdout } = dfmod(["-", "--stdin-filename", "no/such/Dockerfile"], { cwd: repository({}), input: "FROM a\nADD a.py /\n" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "FROM a\nCOPY a.py /\n" });
  });

  test("what is not changed comes out as it went in", () => {
    const input = "\ufeffFROM alpine:3.20\r\nUSER a";
    expect(dfmod(["-", "-q"], { cwd, input })).toEqual({ status: 0, stdout: input, stderr: "" });
    const template = "FROM {{ x }}\n";
    expect(dfmod(["-"], { cwd, input: template })).toMatchObject({ status: 0, stdout: template, stderr: expect.stringContaining("template") });
  });

  test("what is broken gives nothing", () => {
    expect(dfmod(["-"], { cwd, input: "FORM\n" })).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("Dockerfile:1: ") });
    expect(dfmod(["-"], { cwd, input: Buffer.from([0xff]) })).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("[not-utf8]") });
  });

  test("--dry-run, --check, --report", () => {
    const args = ["-", "--stdin-filename", "a/Dockerfile"];
    expect(dfmod([...args, "-n"], { cwd, input: adding })).toMatchObject({ status: 0, stdout: expect.stringContaining(text("a/Dockerfile")) });
    expect(dfmod([...args, "--check"], { cwd, input: adding })).toMatchObject({ status: 1, stdout: "" });
    expect(JSON.parse(dfmod([...args, "--check", "--report", "json"], { cwd, input: adding }).stdout)).toMatchObject({ summary: { changed: 1 } });
  });

  test("takes configuration and build context from the file name", () => {
    const other = repository({ ...service("a"), "a/dfmod.json": '{ "transforms": { "add-to-copy": "off" } }' });
    expect(dfmod(["-", "--stdin-filename", "a/Dockerfile"], { cwd: other, input: adding }).stdout).toBe(adding);
  });
});

describe("which transforms", () => {
  const tree = { ...service("a"), ...house, "h/Dockerfile": houseFile("option") };
  const changed = (...args: readonly string[]): readonly string[] => {
    const { stdout, status, stderr } = dfmod(["--all", "-n", ...args], { cwd: repository(tree) });
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    return ["a/Dockerfile", "h/Dockerfile"].filter((path) => stdout.includes(text(path)));
  };

  test.each([
    [[], ["a/Dockerfile", "h/Dockerfile"]],
    [["--only", "add-to-copy"], ["a/Dockerfile"]],
    [
      ["--only", "add-to-copy,house"],
      ["a/Dockerfile", "h/Dockerfile"],
    ],
    [
      ["--only", "add-to-copy", "--only", "house"],
      ["a/Dockerfile", "h/Dockerfile"],
    ],
    [["--only", "@correctness"], ["a/Dockerfile"]],
    [["--only", "@size"], ["h/Dockerfile"]],
    [["--skip", "house"], ["a/Dockerfile"]],
    [["--skip", "@correctness"], ["h/Dockerfile"]],
    [["--only", "house,add-to-copy", "--skip", "house"], ["a/Dockerfile"]],
    [["--only", "house", "--skip", "@size"], []],
    [["--no-config"], ["a/Dockerfile"]],
  ])("%j", (args, expected) => {
    expect(changed(...args)).toEqual(expected);
  });

  test('"off" in the configuration; an id in --only turns it on again, not where an override turned it off', () => {
    const root = repository({
      ...service("a"),
      ...service("legacy"),
      "dfmod.json": '{ "transforms": { "add-to-copy": "off" }, "overrides": [{ "files": ["legacy/**"], "transforms": { "add-to-copy": "off" } }] }',
    });
    const patch = (...args: readonly string[]): string => dfmod(["--all", "-n", ...args], { cwd: root }).stdout;
    expect(patch()).toBe("");
    expect(patch("--only", "@correctness")).toBe("");
    expect(patch("--only", "add-to-copy")).toContain(text("a/Dockerfile"));
    expect(patch("--only", "add-to-copy")).not.toContain(text("legacy/Dockerfile"));
  });

  test("options: default, configuration, --set", () => {
    const option = (config: string, ...args: readonly string[]): string => {
      const root = repository({
        ...house,
        "dfmod.config.mjs": `export default { plugins: ["./house.mjs"], ${config} };`,
        "h/Dockerfile": houseFile("option"),
      });
      return /^\+# (.*)$/m.exec(dfmod(["--all", "-n", ...args], { cwd: root }).stdout)?.[1] ?? "";
    };
    expect(option("")).toBe('{"word":"usual","count":1,"on":false,"names":[]}');
    expect(option("transforms: { house: { word: 'other' } }")).toContain('"word":"other"');
    expect(
      option(
        "transforms: { house: { word: 'other' } }",
        "--set",
        "house.word=a=b",
        "--set",
        "house.count=2",
        "--set",
        "house.on=true",
        "--set",
        "house.names=x,y",
      ),
    ).toBe('{"word":"a=b","count":2,"on":true,"names":["x","y"]}');
    const root = repository({ ...house, "h/Dockerfile": houseFile("option") });
    expect(dfmod(["--all", "--set", "house.count=two"], { cwd: root }).stderr).toContain("--set house.count=two: must be a number, not string");
    expect(dfmod(["--all", "--set", "house.wrd=x"], { cwd: root }).stderr).toContain('did you mean "word"?');
  });

  test("unsafe changes are held back, counted, and the flag is named", () => {
    const root = repository({ ...house, "h/Dockerfile": houseFile("unsafe") });
    const held = dfmod(["--all", "-n"], { cwd: root });
    expect(held.stdout).toBe("");
    expect(held.stderr).toContain("take a risk (held back: unsafe) (assumes luck)");
    expect(held.stderr).toContain("1 held back (--unsafe applies it)");
    expect(dfmod(["--all", "-n", "--only", "house"], { cwd: root }).stdout).toBe("");
    expect(dfmod(["--all", "-n", "--unsafe"], { cwd: root }).stdout).toContain("+# risked");
    const configured = (value: string): string => {
      writeTree(root, { "dfmod.config.mjs": `export default { plugins: ["./house.mjs"], ${value} };` });
      return dfmod(["--all", "-n"], { cwd: root }).stdout;
    };
    expect(configured("unsafe: true")).toContain("+# risked");
    expect(configured('transforms: { house: "unsafe" }')).toContain("+# risked");
    expect(configured('unsafe: true, transforms: { house: "safe" }')).toBe("");
  });
});

describe("second files", () => {
  const tree = { ...house, "h/Dockerfile": houseFile("file") };

  test("are written, and are in the patch as created files", () => {
    const root = repository(tree);
    const { stdout } = dfmod(["--all", "-n"], { cwd: root });
    expect(stdout).toContain(`${text("h/.dockerignore")}\nnew file mode 100644\n--- /dev/null\n+++ b/h/.dockerignore\n@@ -0,0 +1,1 @@\n+a\n`);
    expect(dfmod(["--all"], { cwd: root })).toMatchObject({ status: 0, stderr: expect.stringContaining("create  h/.dockerignore") });
    expect([read(root, "h/.dockerignore"), read(root, "h/Dockerfile")]).toEqual(["a\n", houseFile("done")]);
  });

  test("--no-create", () => {
    const root = repository(tree);
    expect(dfmod(["--all", "--no-create"], { cwd: root }).status).toBe(0);
    expect([existsSync(join(root, "h/.dockerignore")), read(root, "h/Dockerfile")]).toEqual([false, houseFile("file")]);
  });

  test("are taken back when the Dockerfile cannot be written", () => {
    const root = repository(tree);
    chmodSync(join(root, "h/Dockerfile"), 0o444);
    expect(dfmod(["--all", "--allow-dirty"], { cwd: root })).toMatchObject({ status: 2, stderr: expect.stringContaining("[read-only]") });
    expect([existsSync(join(root, "h/.dockerignore")), read(root, "h/Dockerfile")]).toEqual([false, houseFile("file")]);
  });
});

describe("selecting files", () => {
  test("--changed: since the merge base, uncommitted and untracked work included", () => {
    const root = repository({ ...service("old"), ...service("committed"), ...service("modified") });
    git(root, "checkout", "-qb", "topic");
    writeTree(root, { "committed/Dockerfile": `${adding}# 1\n` });
    git(root, "commit", "-qam", "work");
    git(root, "checkout", "-q", "main");
    writeTree(root, { "old/Dockerfile": `${adding}# on main\n` });
    git(root, "commit", "-qam", "main goes on");
    git(root, "checkout", "-q", "topic");
    writeTree(root, { "modified/Dockerfile": `${adding}# 2\n`, ...service("new dir") });
    const files = (...args: readonly string[]): readonly string[] =>
      dfmod(["files", ...args], { cwd: root })
        .stdout.split("\n")
        .slice(0, -1);
    expect(files("--changed")).toEqual(["committed/Dockerfile", "modified/Dockerfile", "new dir/Dockerfile"]);
    expect(files("--changed=HEAD")).toEqual(["modified/Dockerfile", "new dir/Dockerfile"]);
    git(root, "add", "new dir/Dockerfile");
    expect(files("--staged")).toEqual(["new dir/Dockerfile"]);
    expect(dfmod(["--changed", "--dry-run"], { cwd: join(root, "old") }).stdout).toContain(text("committed/Dockerfile"));
  });

  test("--files-from: lines or NUL, a file or standard input", () => {
    const root = repository({ ...service("a"), ...service("b c"), ...service("d") });
    const run = (input: string, list = "-") => dfmod(["--files-from", list, "-n"], { cwd: root, input }).stdout.match(/^diff.*$/gm);
    expect(run("a/Dockerfile\r\nb c\n\n")).toEqual([text("a/Dockerfile"), text("b c/Dockerfile")]);
    expect(run("d\0a/Dockerfile\0")).toEqual([text("a/Dockerfile"), text("d/Dockerfile")]);
    writeTree(root, { list: "d\n" });
    expect(run("", "list")).toEqual([text("d/Dockerfile")]);
  });

  test("excludes hold for searches, not for paths given by hand, unless --respect-excludes", () => {
    const root = repository({ ...service("a"), ...service("x/b"), "dfmod.json": '{ "files": { "exclude": ["x/**"] } }' });
    expect(dfmod(["files"], { cwd: root }).stdout).toBe("a/Dockerfile\n");
    expect(dfmod(["--all", "-n"], { cwd: root }).stderr).toContain("1 skipped");
    expect(dfmod(["x/b/Dockerfile", "-n"], { cwd: root }).stdout).toContain(text("x/b/Dockerfile"));
    expect(dfmod(["x/b/Dockerfile", "-n", "--respect-excludes"], { cwd: root }).stdout).toBe("");
  });

  test("excludes and further names of nested and outermost configurations", () => {
    const root = repository({
      ...service("a"),
      ...service("a/old"),
      "a/dfmod.json": '{ "files": { "exclude": ["old"] } }',
      "c/build.docker": adding,
      "c/file.txt": "",
      "dfmod.json": '{ "files": { "include": ["*.docker"] } }',
    });
    expect(dfmod(["files"], { cwd: root }).stdout).toBe("a/Dockerfile\nc/build.docker\n");
    const json: unknown = JSON.parse(dfmod(["--all", "-n", "--report", "json"], { cwd: root }).stdout);
    expect(json).toMatchObject({
      files: expect.arrayContaining([expect.objectContaining({ path: "a/old/Dockerfile", status: "skipped", code: "excluded" })]),
    });
  });

  test("--context and contexts say where COPY looks", () => {
    const tree = { "docker/Dockerfile": "FROM alpine:3.20\nADD src/data /\n", "src/data": "a" };
    const root = repository(tree);
    expect(dfmod(["docker", "-n", "--context", "docker"], { cwd: root }).stdout).toBe("");
    expect(dfmod(["docker", "-n", "--context", "."], { cwd: root }).stdout).toContain("+COPY src/data /");
    expect(dfmod(["Dockerfile", "-n", "--context", ".."], { cwd: join(root, "docker") }).stdout).toContain("+COPY src/data /");
    writeTree(root, { "dfmod.json": '{ "contexts": { "docker/*": "." } }' });
    const json: unknown = JSON.parse(dfmod(["--all", "-n", "--report", "json"], { cwd: root }).stdout);
    expect(json).toMatchObject({ files: [{ status: "changed", context: ".", contextFrom: "config" }] });
  });

  test("the repository says where COPY looks: by a build file, or by what it holds", () => {
    const tree = { "docker/Dockerfile": "FROM alpine:3.20\nADD src/data /\n", "src/data": "a", "docker/src/data": "b" };
    const compose = { "compose.yaml": "services: { app: { build: { context: ., dockerfile: docker/Dockerfile }, command: serve } }\n" };
    const located = (files: Readonly<Record<string, string>>, ...args: readonly string[]): unknown =>
      JSON.parse(dfmod(["--all", "-n", "--report", "json", ...args], { cwd: repository(files) }).stdout).files[0];
    expect(located(tree)).toMatchObject({ context: "docker", contextFrom: "own-directory" });
    expect(located({ ...tree, ...compose })).toMatchObject({ context: ".", contextFrom: "compose.yaml" });
    const above = { "docker/Dockerfile": tree["docker/Dockerfile"], "src/data": "a" };
    expect(located(above)).toMatchObject({ context: ".", contextFrom: "nearest-ancestor" });
    expect(dfmod(["why", "docker/Dockerfile"], { cwd: repository({ ...tree, ...compose }) }).stdout).toContain("build context: . (compose.yaml)\n");
  });

  test("places that disagree are named, and the context is not known", () => {
    const root = repository({
      "docker/Dockerfile": "FROM alpine:3.20\nADD src/data /\n",
      "src/data": "a",
      "compose.yaml": "services: { app: { build: { context: ., dockerfile: docker/Dockerfile } } }\n",
      "docker/compose.yaml": "services: { app: { build: . } }\n",
    });
    const why = dfmod(["why", "docker/Dockerfile"], { cwd: root }).stdout;
    expect(why).toContain("build context: not known\n");
    expect(why).toContain(
      "compose.yaml builds it from the root, docker/compose.yaml builds it from docker: nothing is certain about its build context",
    );
  });
});

describe("reports", () => {
  const tree = { ...service("b"), ...service("a"), ...house, "h/Dockerfile": houseFile("refuse"), "i/Dockerfile": houseFile("advise") };

  test("--report json has stdout; two runs are byte-identical; pretty shrinks to the counts", () => {
    const root = repository(tree);
    const [first, second] = [1, 2].map(() => dfmod(["--all", "--dry-run", "--report", "json"], { cwd: root }));
    expect(second?.stdout).toBe(first?.stdout);
    expect(JSON.parse(first?.stdout ?? "")).toMatchObject({
      schemaVersion: 1,
      summary: { files: 4, changed: 2, unchanged: 2, skipped: 0, failed: 0, applied: 2, heldBack: 0, refused: 1, advice: 1 },
      files: [
        {
          path: "a/Dockerfile",
          status: "changed",
          context: "a",
          contextFrom: "own-directory",
          changes: [{ transform: "add-to-copy", line: 2, applied: true }],
        },
        { path: "b/Dockerfile" },
        { path: "h/Dockerfile", refused: [{ transform: "house", line: 1, code: "no-way", reason: "no way" }] },
        { path: "i/Dockerfile", advice: [{ transform: "house", code: "do-it" }] },
      ],
    });
    expect(first?.stderr).toBe(
      "2 files would be changed, 2 unchanged, 0 skipped, 0 failed; 2 changes would be applied, 1 place refused (dfmod why <file> says why), 1 advice\n",
    );
  });

  test("reports go to files, several at once; an explicit patch file takes the patch off stdout", () => {
    const root = repository(tree);
    const out = directory();
    const to = (name: string): string => `${name}=${out}/${name}`;
    const { status, stdout } = dfmod(["--all", "--dry-run", "--report", "json", "--report", to("patch"), "--report", to("pretty")], { cwd: root });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ summary: { changed: 2 } });
    expect(readFileSync(`${out}/patch`, "utf8")).toBe(dfmod(["--all", "--dry-run"], { cwd: root }).stdout);
    expect(readFileSync(`${out}/pretty`, "utf8")).toContain("Left alone, by reason");
    expect(dfmod(["--all", "--dry-run", "--report", to("patch")], { cwd: root }).stdout).toBe("");
    expect(dfmod(["--all", "--dry-run", "--report", to("json")], { cwd: root }).stdout).toContain(text("a/Dockerfile"));
    expect(dfmod(["--all", "--dry-run", "--report", "json=no/such/dir"], { cwd: root })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--report: cannot write no/such/dir"),
    });
  });

  test("--report patch while writing prints what was done", () => {
    const root = repository(service("a"));
    const { stdout } = dfmod(["--all", "--report", "patch"], { cwd: root });
    expect(stdout).toContain(text("a/Dockerfile"));
    expect(read(root, "a/Dockerfile")).toBe(copying);
  });

  test("the JSON of a run that writes has no write failures hidden", () => {
    const root = repository(service("a"));
    writeTree(root, { "a/Dockerfile": `${adding}# mine\n` });
    const { status, stdout } = dfmod(["--all", "--report", "json"], { cwd: root });
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      summary: { changed: 0, failed: 1, applied: 0 },
      files: [{ status: "failed", changes: [{ applied: false }], error: { code: "dirty" } }],
    });
  });

  test("-q says only what went wrong; -v says everything", () => {
    const root = repository(tree);
    expect(dfmod(["--all", "-n", "-q"], { cwd: root }).stderr).toBe("");
    expect(dfmod(["--all", "nowhere", "-q"], { cwd: root }).stderr).toMatch(/^error: /);
    expect(dfmod(["--all", "-n", "-v"], { cwd: root }).stderr).toContain("  -    1  house  no way [no-way]\n");
  });

  test("--timings", () => {
    const root = repository(tree);
    expect(dfmod(["--all", "-n", "--timings"], { cwd: root }).stderr).toMatch(/\ndiscover \d+ ms, rewrite \d+ ms, write \d+ ms\n$/);
    expect(dfmod(["--all", "-n", "--timings", "--report", "json"], { cwd: root }).stdout).toContain('"timings": {');
  });

  test("--strict: a reasonless ignore comment is status 1", () => {
    const root = repository({ ...service("a"), "a/Dockerfile": "FROM alpine:3.20\n# dfmod-ignore add-to-copy\nADD file.txt /\n" });
    expect(dfmod(["--all", "-n"], { cwd: root })).toMatchObject({ status: 0, stdout: "", stderr: expect.stringContaining("ignore-reasonless") });
    expect(dfmod(["--all", "-n", "--strict"], { cwd: root }).status).toBe(1);
    expect(dfmod(["--all", "-n", "--ignore-pragmas"], { cwd: root }).stdout).toContain("+COPY file.txt /");
  });
});

describe("colour", () => {
  const root = repository(service("a"));
  const colours = (args: readonly string[], env: Readonly<Record<string, string>> = {}): readonly boolean[] => {
    const { stdout, stderr } = dfmod(["--all", "-n", ...args], { cwd: root, env });
    return [stdout.includes("\u001b["), stderr.includes("\u001b[")];
  };

  test.each([
    [[], {}, false],
    [["--color", "always"], {}, true],
    [["--color=always"], { NO_COLOR: "1" }, true],
    [["--color", "never"], { FORCE_COLOR: "1" }, false],
    [[], { FORCE_COLOR: "1" }, true],
    [[], { FORCE_COLOR: "0" }, false],
    [[], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [[], { FORCE_COLOR: "1", NO_COLOR: "" }, true],
  ])("%j %j", (args, env, expected) => {
    expect(colours(args, env)).toEqual([expected, expected]);
  });
});
