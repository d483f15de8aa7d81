import type { DrawnVariable } from "./drawn-variables.ts";

/** Takes over what was drawn of the discrete variables; they are known from then on. */
export function takeStates(variables: readonly DrawnVariable[], states: ReadonlyMap<string, Int32Array>): void {
  for (const { key, values, known } of variables) {
    states.get(key)?.forEach((state, i) => {
      if (state < 0 || known[i] === 1) return;
      values[i] = state;
      known[i] = 1;
    });
  }
}
