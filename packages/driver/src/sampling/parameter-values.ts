import type { ParamDomain } from "@platewise/core";
import type { ParameterLayout, Value } from "@platewise/graph";
import { writeParameters } from "../stages/write-parameters.ts";

const matrix = (size: number, entry: (i: number) => number): Value =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? entry(i) : 0)));

/** A diagonal or spherical element as the matrix that it stands for; any other as it is. */
function expandElement(domain: ParamDomain, element: Value): Value {
  if (domain.kind === "diagonal") return matrix(domain.size, (i) => (element as readonly number[])[i] as number);
  return domain.kind === "spherical" ? matrix(domain.size, () => element as number) : element;
}

function expand(domain: ParamDomain, value: Value, depth: number): Value {
  if (depth === 0) return expandElement(domain, value);
  return (value as readonly Value[]).map((item) => expand(domain, item, depth - 1));
}

/** Parameters by name as nested arrays, their indices first; spreads of every form are written out as matrices. */
export function parameterValues(layout: ParameterLayout, theta: Float64Array): ReadonlyMap<string, Value> {
  const written = writeParameters(layout, theta);
  return new Map(
    layout.entries.map(({ decl, dimensions }) => [decl.name, expand(decl.domain, written[decl.name] as Value, dimensions.length)]),
  );
}
