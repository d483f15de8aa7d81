import type { ParameterLayout } from "@platewise/graph";
import type { GivenParameters } from "@platewise/learning";
import type { ParamInput } from "platewise";

const deepNumbers = (value: unknown): readonly number[] => (Array.isArray(value) ? (value.flat(9) as number[]) : [value as number]);

/** Nested start values laid out as the learner wants them; a task gives all of its parameters or none. */
export function startValues(layout: ParameterLayout, init: ParamInput | null): GivenParameters {
  const values = new Float64Array(layout.size);
  if (init !== null) for (const { decl, offset } of layout.entries) values.set(deepNumbers(init[decl.name]), offset);
  return { values, given: new Uint8Array(layout.size).fill(init === null ? 0 : 1) };
}
