/** What a script does with apt's package lists, one line a case. */
import { describe, expect, test } from "vitest";
import { plainLogical } from "../../src/dockerfile/logical.ts";
import { type AptScript, type AptSurroundings, aptArgv, aptScript } from "../../src/shell/apt.ts";
import type { Interpreter } from "../../src/shell/model.ts";
import { parseShell } from "../../src/shell/parse.ts";

function read(text: string, shell: Interpreter["name"] = "sh", surroundings?: AptSurroundings): AptScript {
  const script = parseShell(plainLogical(text, 0), { name: shell, errexit: false, pipefail: false });
  if (script.kind !== "script") throw new Error(script.reason);
  return aptScript(script, surroundings);
}

/** `update use* !clean`: `*` runs only after an update of its own, `!` may not run. */
function events(text: string, shell?: Interpreter["name"], surroundings?: AptSurroundings): string {
  return read(text, shell, surroundings)
    .events.map(({ kind, conditional, fresh, assumedFresh }) => `${conditional ? "!" : ""}${kind}${fresh ? "*" : assumedFresh ? "?" : ""}`)
    .join(" ");
}

describe("commands", () => {
  test.each([
    ["apt-get update", "update"],
    ["apt-get -qq -o Dpkg::Use-Pty=0 update", "update"],
    ["DEBIAN_FRONTEND=noninteractive apt-get -qqyt bookworm-backports install curl", "use"],
    ["sudo -E /usr/bin/apt-get install -y curl", "use"],
    ["apt-get $OPTIONS install -y curl", "use"],
    ["apt-get install --update -y curl", "update use*"],
    ["apt-get $COMMAND", "use"],
    ["apt-get clean && apt-get autoremove -y && apt-get autoclean", ""],
    ["apt-get purge -y wget", "remove"],
    ["apt-mark showmanual", ""],
    ["apt-mark hold curl", "remove"],
    ["apt-cache policy curl", "use"],
    ["apt-get distclean", "clean"],
    ["aptitude install -y curl", "use"],
    ["eatmydata apt-get update", "update"],
    ["timeout 60 apt-get update", "update"],
    ["retry 5 apt-get update", "update"],
    ["cat list | xargs apt-get install -y", "use"],
    ["chroot /rootfs apt-get install -y curl", ""],
    ["echo apt-get install curl", ""],
    ["ls /var/lib/apt/lists", "use"],
    ["dpkg -i x.deb", ""],
  ])("%s", (text, expected) => expect(events(text)).toBe(expected));
});

describe("other programs", () => {
  test.each([
    ["pip install flask && npm ci && git clone https://example.test/x", ""],
    ["venv/bin/pip install flask", ""],
    ["./install.sh", "opaque"],
    ["bash install.sh", "opaque"],
    ["make install", "opaque"],
    ["./configure", "opaque"],
    ["python setup.py install", ""],
    ["python install.py", "opaque"],
    ["python -c 'print(1)'", ""],
    ["$TOOL x", "opaque"],
    ["curl -fsSL https://example.test/x.sh | bash", "opaque"],
    ['bash -c "$(curl -fsSL https://example.test/x.sh)"', "opaque"],
    ["curl -fsSL https://sh.rustup.rs | sh -s -- -y", ""],
    ["curl -fsSL https://deb.nodesource.com/setup_20.x | sudo -E bash -", "installer"],
    ["npx playwright install --with-deps", "installer"],
    ["install_packages curl", "installer"],
    ["add-apt-repository -y ppa:x/y", "installer"],
    [". /etc/os-release", ""],
    [". ./setup.sh", "opaque"],
    ["f() { echo x; }; f", ""],
    ["find . -name x -exec chmod +x {} ;", ""],
    ["find . -name '*.sh' -exec {} ;", "opaque"],
    ["find . -exec sh -c 'x {}' ;", "opaque"],
    ["find . -name '*.deb' -exec apt-get install {} ;", "use"],
    ["cat list | xargs -n 1 pip install", ""],
    ["cat list | xargs -I{} ./x.sh {}", "opaque"],
  ])("%s", (text, expected) => expect(events(text)).toBe(expected));
});

describe("removing the lists", () => {
  const yes = ["rm -rf /var/lib/apt/lists/*", "rm -fr /var/lib/apt/lists", "rm -r -f /var/lib/apt/lists/", "rm -rf /tmp/* /var/lib/apt/lists/*_*"];
  const others = [
    "sudo rm -rf /var/lib/apt/*",
    "find /var/lib/apt/lists -mindepth 1 -delete",
    "cd /var/lib/apt/lists && rm -rf *",
    "apt-get dist-clean",
  ];
  test.each([...yes, ...others])("%s", (text) => expect(read(text).cleans).toBe(true));

  const no = [
    "rm -rf '/var/lib/apt/lists/*'",
    "rm -rf /var/lib/apt/lists/partial",
    "rm -rf /var/cache/apt/archives/*",
    "rm -rf /var/lib/apt/lists/*.lz4",
  ];
  test.each([...no, "rm -rf /var/lib/{apt,dpkg}/", "find /var/lib/apt/lists -name lock -delete"])("not: %s", (text) =>
    expect(read(text).cleans).toBe(false),
  );

  test("bash expands braces", () => expect(read("rm -rf /var/lib/{apt,dpkg}/", "bash").cleans).toBe(true));
  test("without -f it may fail", () => expect(read("rm -r /var/lib/apt/lists/*").events[0]?.forced).toBe(false));
});

describe("order", () => {
  test.each([
    ["apt-get update && apt-get install -y curl", "update use*"],
    ["apt-get update; apt-get install -y curl", "update use*"],
    ["apt-get update || true; apt-get install -y curl", "update use*"],
    ["cd /x && apt-get update && apt-get install -y curl", "update use*"],
    ["cd /x && apt-get update; apt-get install -y curl", "!update use"],
    ['[ -n "$X" ] || apt-get update; apt-get install -y curl', "!update use"],
    ['if [ -n "$X" ]; then apt-get update; fi; apt-get install -y curl', "!update use"],
    ['if [ -n "$X" ]; then apt-get update && apt-get install -y curl; fi', "!update !use*"],
    ["apt-get update && for p in a b; do apt-get install -y $p; done", "update !use*"],
    ["(apt-get update && apt-get install -y curl)", "update use*"],
    ["bash -c 'apt-get update && apt-get install -y curl'", "update use*"],
    ["apt-get update && bash -c 'apt-get install -y curl'", "update use*"],
    ["curl https://deb.nodesource.com/setup_20.x | bash - && apt-get install -y nodejs", "installer use?"],
    ["apt-get update -o Dir::Etc::sourcelist=x.list && apt-get install -y curl", "use !update use*"],
    ["apt-get install -y curl && apt-get update", "use update"],
  ])("%s", (text, expected) => expect(events(text)).toBe(expected));
});

describe("what is left at the end", () => {
  test.each([
    ["apt-get update && apt-get install -y curl", true],
    ["apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*", false],
    ["rm -rf /var/lib/apt/lists/* && apt-get update", true],
    ["apt-get update && (apt-get install -y curl || rm -rf /var/lib/apt/lists/*)", true],
    ["apt-get update && if x; then rm -rf /var/lib/apt/lists/*; fi", true],
    ["apt-get update && if x; then rm -rf /var/lib/apt/lists/*; else apt-get dist-clean; fi", false],
    ["if x; then apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*; fi", false],
    ["apt-get install -y curl", false],
  ])("%s: %s", (text, filled) => expect(read(text).fills).toBe(filled));
});

describe("surroundings", () => {
  const surroundings: AptSurroundings = {
    variable: (name) => ({ APT: "apt-get -y", CLEAN: "rm -rf /var/lib/apt/lists/*" })[name],
    file: (path) => ({ "./ok.sh": "#!/bin/sh\nmkdir /x\n", "/setup.sh": "apt-get update\napt-get install -y curl\n", "x.py": "import apt\n" })[path],
    repositoryUpdates: true,
  };
  test("a command in a variable", () => expect(events("$APT update && $APT install curl && $CLEAN", "sh", surroundings)).toBe("update use* clean*"));
  test("a script at hand", () => expect(events("./ok.sh && bash /setup.sh", "sh", surroundings)).toBe("update use*"));
  test("a script of another language", () => expect(events("python x.py", "sh", surroundings)).toBe("opaque"));
  test("an exec form", () => expect(aptArgv(["sh", "-c", "apt-get update && apt-get install -y 'x y'"]).updates).toBe(true));
  test("the privilege of the install", () => expect(read("sudo -E A=b apt-get install -y curl").events[0]?.privilege).toBe("sudo -E "));
  test("packages without versions", () => expect(read("apt-get install -y curl=7.* libc6:i386 nodejs/stable").events[0]?.packages).toBeUndefined());
  test("literal packages", () => expect(read("apt-get install -y curl=7.1 libc6:i386").events[0]?.packages).toEqual(["curl", "libc6"]));
});
