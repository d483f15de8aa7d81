import { InternalError } from "@platewise/core";
import type { OptimizerOptions } from "./optimizer.ts";

const DEFAULT_BOUND = 1e6;
const DEFAULT_MEMORY = 10;

/** Size of a coordinate beyond which the objective counts as unbounded. */
export const boundOf = ({ bound }: OptimizerOptions): number => bound ?? DEFAULT_BOUND;

/** How many pairs a quasi-Newton method keeps. */
export const memoryOf = ({ memory }: OptimizerOptions): number => memory ?? DEFAULT_MEMORY;

/** InternalError where absolute values are to be added for a method of smooth objectives. */
export function refuseL1(name: string, { l1 }: OptimizerOptions): void {
  if (l1?.some((weight) => weight !== 0)) throw new InternalError(`the optimizer ${name} takes no L1 weights`);
}
