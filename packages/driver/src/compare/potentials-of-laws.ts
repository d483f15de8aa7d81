import type { FactorDecl, FitResult, Outcome, ParamValue, TemplateModel } from "@platewise/core";
import { InternalError, success } from "@platewise/core";
import type { ParamInput } from "../api/options.ts";
import { knownParameters } from "../stages/known-parameters.ts";
import type { Prepared } from "../stages/prepare.ts";
import { type RowScope, readingPlate, rowStructure } from "./row-structure.ts";

/** A law within one row as a table of logs: its parents and child by place, the child fastest; `shared` tells laws that are one. */
export interface LogLaw {
  readonly members: readonly number[];
  readonly sizes: readonly number[];
  readonly logs: Float64Array;
  readonly shared: string;
  /** The plate that reads the rows of its child. */
  readonly reading: number | null;
}

/** The laws of a prepared model at given parameters; `keys` are its variables by place. */
export function logLaws(prepared: Prepared, params: ParamInput | FitResult, keys: readonly string[]): Outcome<readonly LogLaw[]> {
  const theta = knownParameters(prepared, params);
  if (!theta.ok) return theta;
  const { laws, variables } = prepared.plan.ground;
  const found = laws.map(({ family, shape, slots, cells, parents, child }): LogLaw => {
    const kernel = family.createKernel({ shape, slots, cells });
    kernel.prepare(theta.value);
    if (kernel.kind !== "table") throw new InternalError("a law of a discrete node has no table");
    const members = [...parents, child].map((id) => variables[id] as (typeof variables)[number]);
    return {
      members: members.map(({ key }) => keys.indexOf(key)),
      sizes: members.map(({ states }) => states as number),
      logs: kernel.logTable,
      shared: cells.map((one) => one.join(" ")).join("; "),
      reading: readingPlate(prepared.data.model, members.at(-1)?.decl.plate ?? null),
    };
  });
  return success(found);
}

interface TableFactor {
  readonly decl: FactorDecl & { readonly kind: "table" };
  readonly reading: number | null;
  readonly scopes: readonly RowScope[];
  readonly sizes: readonly number[];
  readonly values: Float64Array;
}

/**
 * The log-potentials with which a network is the joint of these laws, by parameter; null where a law is in no table of its own tying.
 * Features get the weight 0.
 */
export function potentialsOf(template: TemplateModel, laws: readonly LogLaw[]): Readonly<Record<string, ParamValue>> | null {
  const { scopes, variables } = rowStructure(template);
  const factors = template.factors.flatMap((decl, factor): readonly TableFactor[] => {
    const own = scopes.filter((scope) => scope.factor === factor);
    if (decl.kind !== "table" || !own[0]) return [];
    const sizes = own[0].members.map((place) => variables[place]?.states ?? 0);
    return [
      { decl, reading: readingPlate(template, decl.plate), scopes: own, sizes, values: new Float64Array(sizes.reduce((a, b) => a * b, 1)) },
    ];
  });
  for (const shared of new Set(laws.map((law) => law.shared + law.members.length))) {
    const group = laws.filter((law) => law.shared + law.members.length === shared);
    const home = homeOf(factors, group);
    if (!home) return null;
    addLaw(home.factor, home.scope, group[0] as LogLaw, home.scale);
  }
  return Object.fromEntries(factors.map(({ decl, sizes, values }) => [decl.param, nest(values, sizes)]));
}

interface Home {
  readonly factor: TableFactor;
  readonly scope: RowScope;
  readonly scale: number;
}

/**
 * The table that takes a law: one of the same rows that is tied as the law is, or for a law of its own one whose every instance
 * holds it.
 */
function homeOf(all: readonly TableFactor[], group: readonly LogLaw[]): Home | null {
  const [law] = group as [LogLaw];
  const factors = all.filter(({ reading }) => reading === law.reading);
  const isIn = ({ members }: RowScope, one: LogLaw): boolean => one.members.every((place) => members.includes(place));
  const alike = factors.find(
    ({ scopes }) => scopes.length === group.length && group.every((one) => scopes.some((scope) => isIn(scope, one))),
  );
  const factor = alike ?? (group.length > 1 ? undefined : factors.find(({ scopes }) => scopes.every((scope) => isIn(scope, law))));
  const scope = factor?.scopes.find((one) => isIn(one, law));
  return factor && scope ? { factor, scope, scale: alike ? 1 : 1 / factor.scopes.length } : null;
}

function addLaw({ sizes, values }: TableFactor, { members }: RowScope, law: LogLaw, scale: number): void {
  for (let entry = 0; entry < values.length; entry++) {
    const states: number[] = [];
    let rest = entry;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      states[axis] = rest % (sizes[axis] as number);
      rest = Math.floor(rest / (sizes[axis] as number));
    }
    const at = law.members.reduce((sum, place, axis) => sum * (law.sizes[axis] as number) + (states[members.indexOf(place)] as number), 0);
    values[entry] = (values[entry] as number) + scale * (law.logs[at] as number);
  }
}

function nest(values: Float64Array, sizes: readonly number[], from = 0): ParamValue {
  const [size, ...rest] = sizes;
  if (size === undefined) return values[from] as number;
  const stride = rest.reduce((a, b) => a * b, 1);
  return Array.from({ length: size }, (_, i) => nest(values, rest, from + i * stride));
}
