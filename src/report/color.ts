/** How a piece of text stands out on a terminal. */
export type Style = "bold" | "cyan" | "dim" | "green" | "red" | "yellow";

/** Paints text, or returns it as it is where colour is off. */
export type Paint = (style: Style, text: string) => string;

const codes: Readonly<Record<Style, readonly [open: number, close: number]>> = {
  bold: [1, 22],
  cyan: [36, 39],
  dim: [2, 22],
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
};

export function createPaint(enabled: boolean): Paint {
  return enabled ? (style, text) => `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : (_style, text) => text;
}

/** A patch in git's colours, for a terminal only: `git apply` would not take it. */
export function paintPatch(patch: string, paint: Paint): string {
  return patch.replaceAll(/^.+$/gm, (line) => paintPatchLine(line, paint));
}

function paintPatchLine(line: string, paint: Paint): string {
  if (/^(?:diff --git|---|\+\+\+|new file mode|index) /.test(line)) {
    return paint("bold", line);
  }
  const style: Style | undefined = line.startsWith("@@") ? "cyan" : line.startsWith("+") ? "green" : line.startsWith("-") ? "red" : undefined;
  return style === undefined ? line : paint(style, line);
}
