/** Ctrl-C in the middle of writing: every file is whole, nothing else is left, and the shell learns of the signal. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { adding, copying, git, read, repository, service, started } from "./command.ts";

test("Ctrl-C ends the run between two files", async () => {
  const names = Array.from({ length: 300 }, (_, index) => `s${index}`);
  const root = repository(Object.assign({}, ...names.map(service)));
  const run = started(["--all"], root);
  while (read(root, "s0/Dockerfile") === adding && run.exitCode === null) await sleep(2);
  run.kill("SIGINT");
  const [status, signal] = await once(run, "exit");
  const texts = names.map((name) => read(root, `${name}/Dockerfile`));
  expect(texts.filter((text) => text !== adding && text !== copying)).toEqual([]);
  expect(git(root, "status", "--porcelain").match(/^\?\?.*$/gm)).toBeNull();
  // A machine fast enough to write all 300 before the signal arrives ends in the ordinary way.
  expect(texts.includes(adding) ? signal : status).toBe(texts.includes(adding) ? "SIGINT" : 0);
});
