import type { FitResult, ParamValue } from "@platewise/core";
import type { ParameterChange } from "./compare-result.ts";

/** Changes below this, relative to the larger of 1 and the number, are rounding of the fits. */
export const STILL = 1e-6;

function numbersOf(value: ParamValue | null): readonly number[] {
  if (Array.isArray(value)) return (value as readonly ParamValue[]).flatMap(numbersOf);
  return [value === null ? Number.NEGATIVE_INFINITY : (value as number)];
}

/** Numbers in one row of a table; a probability is a row by itself. */
const rowLength = ({ axes, domains }: FitResult, param: string): number =>
  domains?.[param] === "simplex" ? (axes[param]?.at(-1)?.size ?? 1) : 1;

function changeOf(a: number, b: number): number {
  return a === b || (Number.isNaN(a) && Number.isNaN(b)) ? 0 : Math.abs(a - b);
}

const norm = (numbers: readonly number[]): number => Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0));

/** How every parameter that is not fixed moved from one fit to another of the same form; `byRow` counts rows of tables too. */
export function parameterChanges(before: FitResult, after: FitResult, byRow: boolean): readonly ParameterChange[] {
  const free = Object.entries(before.params).filter(([name]) => !before.fixed.includes(name));
  return free.map(([param, value]) => {
    const old = numbersOf(value);
    const changes = numbersOf(after.params[param] as ParamValue).map((x, at) => changeOf(x, old[at] as number));
    const finite = old.map((x) => (Number.isFinite(x) ? x : 0));
    const moves = changes.map((change, at) => change > STILL * Math.max(1, Math.abs(finite[at] as number)));
    const length = rowLength(before, param);
    const rows = new Set(moves.flatMap((move, at) => (move ? [Math.floor(at / length)] : [])));
    const known = changes.filter((change, at) => Number.isFinite(change) && Number.isFinite(old[at]));
    return {
      param,
      moved: moves.filter(Boolean).length,
      of: known.length,
      ...(byRow ? { rows: { moved: rows.size, of: moves.length / length } } : {}),
      largest: Math.max(0, ...known),
      relative: norm(known) / (norm(finite) || 1),
    };
  });
}
