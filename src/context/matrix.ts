import { type Fields, fieldsOf, isFields } from "./untyped.ts";

/** As many jobs as GitHub starts for one matrix. */
const MOST = 256;

/** The product of the lists of a matrix; `undefined` when one of them is no literal list, or there are too many. */
export function combinations(lists: Fields): readonly Fields[] | undefined {
  let rows: readonly Fields[] = [{}];
  for (const [name, values] of Object.entries(lists)) {
    if (!Array.isArray(values)) return undefined;
    rows = rows.flatMap((row) => values.map((value: unknown) => ({ ...row, [name]: value })));
    if (rows.length > MOST) return undefined;
  }
  return rows;
}

/** The jobs of a workflow's `strategy.matrix`, `include` and `exclude` applied (GitHub's documentation, "Running variations of jobs"); `undefined` when only GitHub can tell. */
export function jobMatrix(matrix: unknown): readonly Fields[] | undefined {
  if (matrix === undefined) return [{}];
  const { include, exclude, ...lists } = fieldsOf(matrix);
  if (!isFields(matrix) || !isListOrNothing(include) || !isListOrNothing(exclude)) return undefined;
  const product = Object.keys(lists).length === 0 ? [] : combinations(lists);
  if (product === undefined) return undefined;
  const kept = product.filter((row) => !(exclude ?? []).some((entry) => agrees(row, fieldsOf(entry))));
  return included(kept, (include ?? []).map(fieldsOf), Object.keys(lists));
}

function isListOrNothing(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function included(rows: readonly Fields[], entries: readonly Fields[], names: readonly string[]): readonly Fields[] {
  const extended = rows.map((row) => Object.assign({}, row, ...entries.filter((entry) => agrees(row, entry, names))));
  return [...extended, ...entries.filter((entry) => !rows.some((row) => agrees(row, entry, names)))];
}

/** Whether an entry says nothing else than a row, among `names` when given. */
function agrees(row: Fields, entry: Fields, names: readonly string[] = Object.keys(entry)): boolean {
  return names.every((name) => !Object.hasOwn(entry, name) || JSON.stringify(row[name]) === JSON.stringify(entry[name]));
}
