import type { TableKernel } from "@platewise/core";
import { expBlock } from "@platewise/core";
import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import type { CodeColumn } from "../kernel/body.ts";
import { type BodyContext, digitsOf, observedColumn, stridesOf, tableScope } from "../kernel/compile-factors.ts";
import { jointCodes } from "../kernel/words.ts";
import type { StepTable } from "./chain-body.ts";

const sizeOf = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);

/** What some table laws see at a step: their variables beside the unknown `axes`, each once. */
export function seenBy(
  context: Pick<BodyContext, "ground">,
  laws: readonly GroundLaw[],
  axes: readonly GroundVariable[],
): readonly GroundVariable[] {
  const ids = new Set(laws.flatMap((law) => [...law.parents, law.child]));
  for (const v of axes) ids.delete(v.id);
  return [...ids].map((id) => context.ground.variables[id] as GroundVariable);
}

/** Place of a law's table for each configuration of some of its variables: Σ digit · stride. */
function placesOf(axes: readonly GroundVariable[], scope: readonly GroundVariable[], strides: readonly number[]): Int32Array {
  return Int32Array.from({ length: sizeOf(axes) }, (_, s) =>
    digitsOf(axes, s).reduce((place, digit, i) => {
      const at = scope.indexOf(axes[i] as GroundVariable);
      return at < 0 ? place : place + digit * (strides[at] as number);
    }, 0),
  );
}

function indexOf(context: BodyContext, law: GroundLaw, axes: readonly GroundVariable[], seen: readonly GroundVariable[]): Int32Array {
  const scope = tableScope(context, law);
  const strides = stridesOf(scope);
  const unknown = placesOf(axes, scope, strides);
  const observed = placesOf(seen, scope, strides);
  const index = new Int32Array(unknown.length * observed.length);
  observed.forEach((base, code) => {
    for (let u = 0; u < unknown.length; u++) index[code * unknown.length + u] = base + (unknown[u] as number);
  });
  return index;
}

/** A column of codes with 0 for cells that are empty: those of other sequences, where the variable is unknown. */
function filled(codes: CodeColumn, states: number): CodeColumn {
  return codes.some((code) => code < 0 || code >= states) ? codes.map((code) => (code < 0 || code >= states ? 0 : code)) : codes;
}

/** Joins table laws into one table over `axes` (the last one fastest) and the codes of everything else that they mention. */
export function joinTables(context: BodyContext, laws: readonly GroundLaw[], axes: readonly GroundVariable[]): StepTable {
  const seen = seenBy(context, laws, axes);
  const observed = sizeOf(seen);
  const states = sizeOf(axes);
  const columns = seen.map((v) => ({ codes: filled(observedColumn(context, v), v.states as number), size: v.states as number }));
  return {
    states,
    observed,
    code: seen.length > 0 ? jointCodes(columns, context.scope.instances) : null,
    logs: new Float64Array(states * observed),
    weights: new Float64Array(states * observed),
    counts: new Float64Array(states * observed),
    parts: laws.map((law) => ({ kernel: context.kernels[law.id] as TableKernel, index: indexOf(context, law, axes, seen) })),
  };
}

/** Reads the law kernels' tables again. */
export function refreshStepTable({ logs, weights, counts, parts }: StepTable): void {
  logs.fill(0);
  counts.fill(0);
  for (const { kernel, index } of parts) {
    for (let i = 0; i < logs.length; i++) logs[i] = (logs[i] as number) + (kernel.logTable[index[i] as number] as number);
  }
  weights.set(logs);
  expBlock(weights, 0, weights.length);
}

/** Adds the table's counts to the statistics of its laws. */
export function flushStepTable({ counts, parts }: StepTable): void {
  for (const { kernel, index } of parts) {
    for (let i = 0; i < counts.length; i++) {
      const at = index[i] as number;
      kernel.statistics[at] = (kernel.statistics[at] as number) + (counts[i] as number);
    }
  }
}

/** Size of a logarithm from which on a transition is far from 1. */
const FAR = 100;

/** Whether the largest transition from some state is far from 1. Those of probabilities are not, but potentials may have any size. */
export function hasFarRows({ logs }: StepTable, rowLength: number): boolean {
  for (let row = 0; row < logs.length; row += rowLength) {
    let top = -Infinity;
    for (let at = row; at < row + rowLength; at++) if ((logs[at] as number) > top) top = logs[at] as number;
    if (top > FAR || (top < -FAR && top > -Infinity)) return true;
  }
  return false;
}
