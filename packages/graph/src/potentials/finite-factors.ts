import type { GroundVariable } from "../grounding/ground-graph.ts";
import type { Form } from "./linear-form.ts";

/** True where a form may be added to a log-potential: all of it is finite, but that −∞ alone forbids a configuration. */
export const isAllowed = (form: Form): boolean =>
  form.every(({ cell, basis, coefficient }) => Number.isFinite(coefficient) || (cell < 0 && basis === null && coefficient === -Infinity));

/** A configuration of a scope in words; configurations are counted with the last variable fastest. */
export function configurationText(scope: readonly GroundVariable[], at: number): string {
  const parts: string[] = [];
  let rest = at;
  for (const v of scope.toReversed()) {
    const states = v.states as number;
    parts.unshift(`\`${v.key}\` is \`${v.labels[rest % states] ?? rest % states}\``);
    rest = Math.floor(rest / states);
  }
  return parts.join(" and ");
}

/** Number of rows for which a number that multiplies a factor is not finite. */
export function infiniteRows({ bound }: GroundVariable): number {
  if (bound?.values.kind !== "numbers") return 0;
  return bound.values.components.reduce((n, values) => n + values.filter((x) => !Number.isFinite(x)).length, 0);
}
