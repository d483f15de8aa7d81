import type { MixtureStates } from "@platewise/core";
import type { Body } from "./body.ts";
import type { PassOptions, PassResult } from "./pass.ts";

/** Rows that one walk takes; a row out of its reach sends this many through the general loops. */
const WALK = 1024;

/** True for a body that is one plain mixture: unweighted rows, one numeric child, one slot per state. */
export function isMixture(body: Body, options: PassOptions): boolean {
  const [density] = body.densities;
  const plain = !options.hard && options.onRows === undefined && options.onPosterior === undefined;
  const alone = body.outbox === null && body.inboxes.length === 0 && body.fused.length === 0 && body.weights === null;
  const single = body.densities.length === 1 && density?.stateOf === null && density.kernel.mixture !== undefined;
  return plain && alone && single && body.constants.every((f) => f.stateOf === null);
}

/** One pass over a mixture by its kernel's walk; `settleRows` takes the stretches that the walk can't. */
export function settleMixture(body: Body, result: PassResult, settleRows: (start: number, end: number) => void): void {
  const [density] = body.densities;
  if (!density) return;
  const states: MixtureStates = { slots: density.slotOf, base: body.base, totals: new Float64Array(body.states) };
  for (let start = 0; start < body.count; start += WALK) {
    const end = Math.min(body.count, start + WALK);
    const logLik = density.kernel.mixture?.(states, density.columns, start, end) ?? Number.NaN;
    if (logLik > -Infinity) result.logLik += logLik;
    else settleRows(start, end);
  }
  for (const { counts } of body.constants) {
    for (let s = 0; s < body.states; s++) counts[s] = (counts[s] as number) + (states.totals[s] as number);
  }
}
