// The same with dockerfile-ast parsing each file.
import { readFileSync } from "node:fs";
import { DockerfileParser } from "dockerfile-ast";

let count = 0;
for (const path of readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  count += DockerfileParser.parse(readFileSync(path, "utf8")).getInstructions().length;
}
if (count < 0) throw new Error();
