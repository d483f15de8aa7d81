import type { DataTable } from "@platewise/core";
import type { Model, ParamValue } from "../../src/index.ts";
import { score } from "../../src/index.ts";

/** Parameters by name, as `fit.json` has them. */
export type Params = Readonly<Record<string, ParamValue>>;

/** A free number of the parameters; `balance` is the entry of its simplex that takes up what it loses. */
export interface Coordinate {
  readonly param: string;
  readonly path: readonly number[];
  readonly balance: readonly number[] | null;
}

const isList = (value: ParamValue | undefined): value is readonly ParamValue[] => Array.isArray(value);

/** The number at a path. */
export const numberAt = (value: ParamValue, path: readonly number[]): number =>
  path.reduce<ParamValue>((inner, i) => (isList(inner) ? (inner[i] as ParamValue) : inner), value) as number;

function shifted(value: ParamValue, path: readonly number[], by: number): ParamValue {
  const [first, ...rest] = path;
  if (first === undefined) return (value as number) + by;
  return (value as readonly ParamValue[]).map((item, i) => (i === first ? shifted(item, rest, by) : item));
}

function moved(params: Params, { param, path, balance }: Coordinate, by: number): Params {
  const once = shifted(params[param] as ParamValue, path, by);
  return { ...params, [param]: balance ? shifted(once, balance, -by) : once };
}

/** Paths to the numbers of a value. */
function pathsOf(value: ParamValue): readonly (readonly number[])[] {
  return isList(value) ? value.flatMap((item, i) => pathsOf(item).map((path) => [i, ...path])) : [[]];
}

/** The free numbers of parameters: of each list that sums to 1 under the `simplexes` all but the last; entries on the boundary are none. */
export function coordinatesOf(params: Params, simplexes: readonly string[]): readonly Coordinate[] {
  return Object.entries(params).flatMap(([param, value]) =>
    pathsOf(value).flatMap((path): readonly Coordinate[] => {
      if (!simplexes.includes(param)) return [{ param, path, balance: null }];
      const outer = path.slice(0, -1);
      const list = outer.reduce<ParamValue>((inner, i) => (inner as readonly ParamValue[])[i] as ParamValue, value) as readonly number[];
      const largest = list.indexOf(Math.max(...list));
      const at = path.at(-1) as number;
      return at === largest || (list[at] as number) < 1e-9 ? [] : [{ param, path, balance: [...outer, largest] }];
    }),
  );
}

/** Log-likelihoods of the top-level instances. */
async function rowsAt(model: Model, table: DataTable, params: Params): Promise<Float64Array> {
  const { rows } = await score(model, table, { params: params as never });
  return Float64Array.from(rows, ({ logLik }) => logLik ?? 0);
}

function invert(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    const pivot = a.slice(c).reduce((best, row, i) => (Math.abs(row[c] as number) > Math.abs(a[best]?.[c] as number) ? c + i : best), c);
    [a[c], a[pivot]] = [a[pivot] as number[], a[c] as number[]];
    const top = a[c] as number[];
    const scale = top[c] as number;
    for (let j = 0; j < 2 * n; j++) top[j] = (top[j] as number) / scale;
    for (const [i, row] of a.entries()) {
      const factor = row[c] as number;
      if (i !== c) for (let j = 0; j < 2 * n; j++) row[j] = (row[j] as number) - factor * (top[j] as number);
    }
  }
  return a.map((row) => row.slice(n));
}

/**
 * Asymptotic standard errors at `params`: roots of the diagonal of the inverse of Σ s sᵀ, with the score s of every top-level
 * instance by central differences (McLachlan & Krishnan, The EM Algorithm, 2008, section 4.3).
 */
export async function standardErrors(
  model: Model,
  table: DataTable,
  params: Params,
  coordinates: readonly Coordinate[],
): Promise<readonly number[]> {
  const scores: Float64Array[] = [];
  for (const coordinate of coordinates) {
    const at = numberAt(params[coordinate.param] as ParamValue, coordinate.path);
    const h = 1e-5 * Math.max(0.1, Math.abs(at));
    const [up, down] = [
      await rowsAt(model, table, moved(params, coordinate, h)),
      await rowsAt(model, table, moved(params, coordinate, -h)),
    ];
    scores.push(up.map((value, i) => (value - (down[i] as number)) / (2 * h)));
  }
  const information = scores.map((a) => scores.map((b) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)));
  return invert(information).map((row, i) => Math.sqrt(row[i] as number));
}
