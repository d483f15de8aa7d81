import type { ParamValue } from "@platewise/core";
import type { Prepared } from "../stages/prepare.ts";
import { writeParameters } from "../stages/write-parameters.ts";
import type { Marginals } from "./marginals.ts";

/**
 * The parameters of a prepared model, all of whose laws are tables of their own, that make its families those of `marginals` (asked
 * by the model's keys, parents before the child). Uniform where a configuration has no probability; null where a family is not known.
 */
export function tablesOf({ plan }: Prepared, marginals: Marginals): Readonly<Record<string, ParamValue>> | null {
  const { laws, variables, layout, constants } = plan.ground;
  const theta = new Float64Array(layout.size + constants.length);
  for (const { parents, child, cells, slots } of laws) {
    const states = variables[child]?.states as number;
    const joint = marginals([...parents, child].map((id) => variables[id]?.key ?? ""));
    const [places] = cells;
    if (!joint || !places) return null;
    const isOne = layout.entries.some(
      ({ offset, count, length }) => length === 1 && places[0] !== undefined && places[0] >= offset && places[0] < offset + count,
    );
    for (let slot = 0; slot < slots; slot++) {
      const row = joint.subarray(slot * states, (slot + 1) * states);
      const mass = row.reduce((a, b) => a + b, 0);
      const shares = mass > 0 ? row.map((x) => x / mass) : row.map(() => 1 / states);
      theta.set(isOne ? shares.subarray(1, 2) : shares, places[slot] as number);
    }
  }
  return writeParameters(layout, theta);
}
