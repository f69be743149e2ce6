/** Dockerfiles that grow in one direction: name, and the text for a size. A reader's time must grow with the size and no faster. */
export const growing: readonly (readonly [string, (size: number) => string])[] = [
  ["continuations", (size) => `FROM a\nRUN x${" \\\n  && y".repeat(size)}\n`],
  ["comments", (size) => `FROM a\nRUN x \\\n${"  # c\n".repeat(size)}  y\n${"# d\n".repeat(size)}`],
  ["words", (size) => `FROM a\nCOPY ${"a \\\n ".repeat(size)} b/\nENV ${"A=b \\\n ".repeat(size)}\n`],
  ["stages", (size) => `FROM a AS s0\n${Array.from({ length: size }, (_, i) => `FROM s${i} AS s${i + 1}\nRUN x\n`).join("")}`],
  ["heredocs", (size) => `FROM a\n${"RUN <<EOF\na\nEOF\n".repeat(size)}RUN <<EOF\n${"b\n".repeat(size)}EOF\n`],
];
