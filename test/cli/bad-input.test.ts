/** Everything that can be wrong with what a user gives, through the built command: message, exit status, and nothing half-written. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { adding, copying, dfmod, directory, git, read, repository, service, type Tree } from "./command.ts";

/** Two services: one that something is wrong with, and one that must be done all the same. */
const two: Tree = { ...service("bad"), ...service("good") };

function leftovers(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.includes(".dfmod-"));
}

/** A plugin as a seam: it runs between reading and writing, and can do what somebody else would do in between. */
function meddling(code: string): Tree {
  return {
    "dfmod.config.mjs": 'export default { plugins: ["./meddle.mjs"] };',
    "meddle.mjs": `import fs from "node:fs";
let done = false;
export default {
  id: "meddle", summary: "Meddle", category: "size", safety: "safe", effects: [],
  *find(dockerfile) { if (!done && dockerfile.text.includes("meddle here")) { done = true; ${code} } },
};`,
  };
}

describe("wrong command lines", () => {
  const root = repository(service("a"));
  const usage = (...args: readonly string[]) => dfmod(args, { cwd: root });

  test.each([
    [["--alll"], "error: unknown option --alll\n  hint: did you mean --all?\n"],
    [["--all", "--dryrun"], "error: unknown option --dryrun\n  hint: did you mean --dry-run?\n"],
    [["--all", "-x"], "error: unknown option -x\n  hint: dfmod --help lists them\n"],
    [["--all", "--only", "add-to-cpy"], 'error: --only: there is no transform "add-to-cpy"\n  hint: did you mean "add-to-copy"?\n'],
    [["--all", "--skip", "zzzzzzzz"], 'error: --skip: there is no transform "zzzzzzzz"\n  hint: dfmod list names them all\n'],
    [["--all", "--only", "@corectness"], 'error: --only: there is no category "@corectness"\n  hint: did you mean "@correctness"?\n'],
    [["explain", "add-to-cpy"], 'error: dfmod explain: there is no transform "add-to-cpy"\n  hint: did you mean "add-to-copy"?\n'],
    [["--all", "--only"], "error: --only needs a value\n  hint: dfmod --help\n"],
    [["--all", "--only", ""], "error: --only needs a value\n  hint: dfmod list names the transforms\n"],
    [["--all", "--only=,"], "error: --only needs a value\n  hint: dfmod list names the transforms\n"],
    [["--all", "--unsafe=yes"], "error: --unsafe takes no value\n  hint: write --unsafe\n"],
    [["--all", "--config", "a", "--config", "b"], "error: --config is given twice\n  hint: give it once\n"],
    [["--all", "--config", "no.json"], "error: no.json: no such configuration file\n  hint: --config takes a file; --no-config runs without any\n"],
    [["--all", "-q", "-v"], "error: --quiet and --verbose exclude each other\n  hint: give one of them\n"],
    [["--all", "--color", "blue"], 'error: --color takes auto, always or never, not "blue"\n  hint: --color never\n'],
    [["--all", "a"], "error: two ways to select files at once: --all and paths\n  hint: give one of them\n"],
    [
      ["a", "--stdin-filename", "b"],
      "error: --stdin-filename goes with - (standard input)\n  hint: dfmod - --stdin-filename services/api/Dockerfile\n",
    ],
    [["--all", "--report", "jsn"], 'error: there is no report "jsn"\n  hint: did you mean json?\n'],
    [["--all", "--report", "json="], "error: --report json= lacks the file\n  hint: --report json=report.json\n"],
    [
      ["--all", "--context", "nowhere"],
      "error: --context nowhere: no such directory\n  hint: give the directory that the Dockerfiles are built from\n",
    ],
    [["--all", "--set", "add-to-copy"], "error: --set add-to-copy: does not have the form <id>.<option>=<value>\n"],
    [["--all", "--set", "add-to-copy.x=1"], 'error: --set: add-to-copy has no option "x"\n'],
    [["--all", "--set", "add-to-cop.x=1"], 'error: --set: there is no transform "add-to-cop"\n  hint: did you mean "add-to-copy"?\n'],
    [["list", "--check"], "error: --check does not go with dfmod list\n"],
    [["--all", "--json"], "error: --json does not go with dfmod\n  hint: --report json\n"],
    [["list", "x"], "error: dfmod list: one too many: x\n  hint: dfmod list [--json]\n"],
    [["explain"], "error: dfmod explain: something is missing\n  hint: dfmod explain <id>\n"],
    [["--all", "--dry-run", "--report", "json", "--report", "patch"], "error: two products for standard output: --report json and --report patch\n"],
    [["-", "--report", "json"], "error: two products for standard output: --report json and the rewritten text\n"],
    [["--changed=no-such-ref"], 'error: --changed: git knows no commit "no-such-ref"\n'],
    [["--files-from", "no-such-list"], "error: --files-from no-such-list: ENOENT"],
  ])("%j", (args, message) => {
    const { status, stdout, stderr } = usage(...args);
    expect({ status, stdout, stderr: stderr.slice(0, message.length) }).toEqual({ status: 2, stdout: "", stderr: message });
    expect(read(root, "a/Dockerfile")).toBe(adding);
  });

  test("no path and no selection names the ways there are", () => {
    const { status, stderr } = usage();
    expect(status).toBe(2);
    expect(stderr).toBe(
      "error: no files to work on\n  hint: give paths; or --all; or --changed[=ref] or --staged; or --files-from <file>; or - for standard input\n",
    );
  });

  test.each([
    ["--interactive"],
    ["-i"],
    ["--verify"],
    ["--commit"],
    ["--split", "owner"],
    ["-o", "dir"],
    ["--shard", "1/2"],
    ["--report", "markdown"],
    ["--report", "sarif=x"],
    ["--report", "html"],
    ["--report", "github"],
  ])("%s %s is refused by name, not ignored", (...args) => {
    const { status, stderr } = usage("--all", ...args.filter((arg) => arg !== undefined));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: .* is not in this version\n/);
    expect(read(root, "a/Dockerfile")).toBe(adding);
  });

  test("dfmod verify is refused by name", () => {
    expect(usage("verify", "a")).toMatchObject({
      status: 2,
      stderr: "error: dfmod verify is not in this version\n  hint: dfmod --help lists what is\n",
    });
  });

  test("a wrong configuration: nothing is written", () => {
    const wrong = repository({ ...service("a"), "dfmod.json": '{ "transfroms": {} }' });
    const { status, stderr } = dfmod(["--all"], { cwd: wrong });
    expect(status).toBe(2);
    expect(stderr).toBe(`error: dfmod.json: unknown key "transfroms"\n  hint: did you mean "transforms"?\n`);
    expect(read(wrong, "a/Dockerfile")).toBe(adding);
  });

  test("an unknown transform in the configuration", () => {
    const wrong = repository({ ...service("a"), "a/dfmod.json": '{ "transforms": { "add-to-cop": "off" } }' });
    const { status, stderr } = dfmod(["--all"], { cwd: wrong });
    expect(status).toBe(2);
    expect(stderr).toContain('transforms has the unknown key "add-to-cop"\n  hint: did you mean "add-to-copy"?\n');
    expect(read(wrong, "a/Dockerfile")).toBe(adding);
  });
});

describe("paths that lead nowhere", () => {
  test("a missing path: the others are done", () => {
    const root = repository(two);
    const { status, stderr } = dfmod(["nowhere/Dockerfile", "good"], { cwd: root });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: nowhere\/Dockerfile: .*\[missing-path\]\n {2}hint: /m);
    expect(read(root, "good/Dockerfile")).toBe(copying);
  });

  test("a directory without Dockerfiles", () => {
    const root = repository({ "empty/file.txt": "" });
    const { status, stderr } = dfmod(["empty"], { cwd: root });
    expect(status).toBe(2);
    expect(stderr).toContain("no Dockerfile below empty/");
    expect(dfmod(["empty", "--allow-no-files"], { cwd: root }).status).toBe(0);
  });

  test("a repository without Dockerfiles", () => {
    const root = repository({ "file.txt": "" });
    expect(dfmod(["--all"], { cwd: root })).toMatchObject({ status: 2, stderr: expect.stringContaining("no Dockerfile") });
    expect(dfmod(["--all", "--allow-no-files"], { cwd: root }).status).toBe(0);
    expect(dfmod(["--changed"], { cwd: root })).toMatchObject({ status: 2, stderr: expect.stringContaining("no Dockerfile") });
  });

  test("a directory that is named like a Dockerfile is no file to read", () => {
    const root = repository(two);
    mkdirSync(join(root, "odd/Dockerfile"), { recursive: true });
    writeFileSync(join(root, "odd/Dockerfile/x"), "");
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining("2 files changed") });
  });

  test("a dangling link", () => {
    const root = directory(two);
    rmSync(join(root, "bad/Dockerfile"));
    symlinkSync("gone", join(root, "bad/Dockerfile"));
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: bad\/Dockerfile: .*\[(?:missing-path|unreadable)\]/m);
    expect(read(root, "good/Dockerfile")).toBe(copying);
  });

  test("a loop of links", () => {
    const root = directory(two);
    rmSync(join(root, "bad/Dockerfile"));
    symlinkSync("Dockerfile.b", join(root, "bad/Dockerfile"));
    symlinkSync("Dockerfile", join(root, "bad/Dockerfile.b"));
    for (const args of [["--all"], ["bad/Dockerfile", "good/Dockerfile"]]) {
      writeFileSync(join(root, "good/Dockerfile"), adding);
      const { status, stderr } = dfmod(args, { cwd: root });
      expect(status).toBe(2);
      expect(stderr).toMatch(/^error: bad\/Dockerfile.*: .*\[symlink-loop\]/m);
      expect(read(root, "good/Dockerfile")).toBe(copying);
    }
  });

  test("a link that leads back up", () => {
    const root = directory(two);
    symlinkSync("..", join(root, "bad/up"));
    expect(dfmod(["--all"], { cwd: root })).toMatchObject({ status: 0, stderr: expect.stringContaining("2 files changed") });
  });
});

describe("files that are not rewritten", () => {
  test("unreadable", () => {
    const root = repository(two);
    // A device: root may read what permissions forbid, and a device would never end.
    const { status, stderr } = dfmod(["/dev/zero", "good"], { cwd: root });
    expect(status).toBe(2);
    expect(stderr).toMatch(/\/dev\/zero: .*\[unreadable\]/);
    expect(read(root, "good/Dockerfile")).toBe(copying);
  });

  test("broken: the line is named", () => {
    const root = repository({ ...two, "bad/Dockerfile": "FROM alpine:3.20\nADD file.txt /\nFORM x\n" });
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: bad\/Dockerfile:3: /m);
    expect(read(root, "bad/Dockerfile")).toContain("ADD file.txt");
    expect(read(root, "good/Dockerfile")).toBe(copying);
  });

  test("not UTF-8: left byte for byte", () => {
    const bytes = Buffer.from([...Buffer.from("FROM alpine\nADD file.txt /\n# "), 0xff, 0xfe, 0x0a]);
    const root = repository({ ...two, "bad/Dockerfile": bytes });
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect(status).toBe(2);
    expect(stderr).toContain("[not-utf8]");
    expect(readFileSync(join(root, "bad/Dockerfile")).equals(bytes)).toBe(true);
    expect(read(root, "good/Dockerfile")).toBe(copying);
  });

  test("a template", () => {
    const text = "FROM {{ base }}\nADD file.txt /\n";
    const root = repository({ ...two, "bad/Dockerfile": text });
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect(status).toBe(0);
    expect(stderr).toContain("1 × template: ");
    expect(stderr).toContain("1 skipped");
    expect(read(root, "bad/Dockerfile")).toBe(text);
  });

  test("a generated file, unless it is asked for", () => {
    const text = `# Code generated by mktool. DO NOT EDIT.\n${adding}`;
    const root = repository({ ...two, "bad/Dockerfile": text });
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect(status).toBe(0);
    expect(stderr).toContain("1 × generated: ");
    expect(read(root, "bad/Dockerfile")).toBe(text);
    expect(dfmod(["bad", "--include-generated"], { cwd: root }).status).toBe(0);
    expect(read(root, "bad/Dockerfile")).toContain("COPY file.txt");
  });
});

describe("files that cannot be written", () => {
  test("read-only, also for root: nobody may write it, so nobody does", () => {
    const root = repository(two);
    chmodSync(join(root, "bad/Dockerfile"), 0o444);
    const { status, stderr } = dfmod(["--all", "--allow-dirty"], { cwd: root });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: bad\/Dockerfile: bad\/Dockerfile is read-only \[read-only\]\n {2}hint: chmod u\+w bad\/Dockerfile/m);
    expect(read(root, "bad/Dockerfile")).toBe(adding);
    expect(read(root, "good/Dockerfile")).toBe(copying);
    expect(leftovers(root)).toEqual([]);
  });

  test("changed by somebody else while running", () => {
    const root = repository({
      ...two,
      ...meddling('fs.writeFileSync("bad/Dockerfile", "FROM busybox:1\\n");'),
      "bad/Dockerfile": `${adding}# meddle here\n`,
    });
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect(status).toBe(2);
    expect(read(root, "bad/Dockerfile")).toBe("FROM busybox:1\n");
    expect(stderr).toMatch(/^error: bad\/Dockerfile: .*\[(?:changed-while-running|dirty)\]/m);
    expect(read(root, "good/Dockerfile")).toBe(copying);
    const again = repository({
      ...two,
      ...meddling('fs.writeFileSync("bad/Dockerfile", "FROM busybox:1\\n");'),
      "bad/Dockerfile": `${adding}# meddle here\n`,
    });
    expect(dfmod(["--all", "--allow-dirty"], { cwd: again }).stderr).toContain("[changed-while-running]");
    expect(read(again, "bad/Dockerfile")).toBe("FROM busybox:1\n");
    expect(leftovers(again)).toEqual([]);
  });

  test.each([[[]], [["--allow-dirty"]]])("removed, or replaced by a directory, while running %j", (args) => {
    for (const code of ['fs.rmSync("bad", { recursive: true });', 'fs.rmSync("bad/Dockerfile"); fs.mkdirSync("bad/Dockerfile");']) {
      const root = repository({ ...two, ...meddling(code), "bad/Dockerfile": `${adding}# meddle here\n` });
      const { status, stderr } = dfmod(["--all", ...args], { cwd: root });
      expect(status).toBe(2);
      expect(stderr).toMatch(/^error: bad\/Dockerfile: /m);
      expect(stderr).not.toContain("[internal]");
      expect(existsSync(join(root, "bad/Dockerfile")) && statSync(join(root, "bad/Dockerfile")).isFile()).toBe(false);
      expect(read(root, "good/Dockerfile")).toBe(copying);
      expect(leftovers(root)).toEqual([]);
    }
  });

  test("a transform that throws is dropped, and the rest of the file is done", () => {
    const root = repository({ ...two, ...meddling('throw new Error("boom");'), "bad/Dockerfile": `${adding}# meddle here\n` });
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: bad\/Dockerfile: .*boom.*\[transform-threw\]/m);
    expect(read(root, "bad/Dockerfile")).toBe(`${copying}# meddle here\n`);
  });

  test("modified, staged and untracked files are refused, the others are done", () => {
    const root = repository({ ...two, "keep.txt": "" });
    writeFileSync(join(root, "bad/Dockerfile"), `${adding}# mine\n`);
    const { status, stderr } = dfmod(["--all"], { cwd: root });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^error: bad\/Dockerfile: is modified in git, .*\[dirty\]\n {2}hint: commit first, also between two selective runs, or pass --allow-dirty\n/m,
    );
    expect(stderr).toContain("1 file changed, 0 unchanged, 0 skipped, 1 failed; 1 change applied");
    expect(read(root, "bad/Dockerfile")).toBe(`${adding}# mine\n`);
    expect(read(root, "good/Dockerfile")).toBe(copying);
    writeFileSync(join(root, "bad/Dockerfile.new"), adding);
    expect(dfmod(["bad/Dockerfile.new"], { cwd: root })).toMatchObject({ status: 2, stderr: expect.stringContaining("is untracked in git") });
    expect(dfmod(["bad", "--allow-dirty"], { cwd: root }).status).toBe(0);
    expect(read(root, "bad/Dockerfile")).toBe(`${copying}# mine\n`);
  });

  test("a file is guarded by its own repository: a clone below, a repository elsewhere", () => {
    const root = directory({ ...service("one/bad"), ...service("two/good") });
    for (const name of ["one", "two"]) {
      git(join(root, name), "init", "-q");
      git(join(root, name), "add", "-A");
      git(join(root, name), "commit", "-qm", "start");
    }
    writeFileSync(join(root, "one/bad/Dockerfile"), `${adding}# mine\n`);
    for (const args of [["--all"], ["one/bad/Dockerfile", "two/good/Dockerfile"]]) {
      expect(dfmod(args, { cwd: root })).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/^error: one\/bad\/Dockerfile: is modified in git/m),
      });
      expect(read(root, "two/good/Dockerfile")).toBe(copying);
    }
  });

  test("a dirty file that would not be written is no obstacle", () => {
    const root = repository({ ...two });
    writeFileSync(join(root, "bad/Dockerfile"), "FROM alpine:3.20\n");
    expect(dfmod(["--all"], { cwd: root }).status).toBe(0);
    expect(dfmod(["--all", "--dry-run"], { cwd: root }).status).toBe(0);
  });
});

describe("outside git", () => {
  test("--all is everything below the current directory, and nothing guards", () => {
    const root = directory({ ...two, "node_modules/x/Dockerfile": adding, "node_modules/x/file.txt": "a" });
    const { status, stderr } = dfmod(["--all"], { cwd: join(root, "good") });
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining("1 file changed") });
    expect(read(root, "bad/Dockerfile")).toBe(adding);
    expect(dfmod(["--all"], { cwd: root }).status).toBe(0);
    expect(read(root, "bad/Dockerfile")).toBe(copying);
    expect(read(root, "node_modules/x/Dockerfile")).toBe(adding);
  });

  test("--changed needs git", () => {
    expect(dfmod(["--changed"], { cwd: directory(two) })).toMatchObject({
      status: 2,
      stderr: "error: --changed needs a git repository\n  hint: give paths, or --all\n",
    });
  });
});
