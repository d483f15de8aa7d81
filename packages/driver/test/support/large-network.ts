import type { Draw } from "./network-draw.ts";

/*
 * Networks too large to enumerate, evaluated by a running table over the variables that later ones still depend on: an
 * elimination in the order of the text, with nothing of the engine in it.
 */

/** A discrete variable with its parents among those before it; `table` has a row per configuration of them, the last fastest. */
export interface LargeVariable {
  readonly name: string;
  readonly states: number;
  readonly parents: readonly number[];
  readonly table: readonly (readonly number[])[];
}

/** States that are known, by place of the variable. */
export type LargeEvidence = ReadonlyMap<number, number>;

/** A random network whose variables depend on near ones only, so that the running table stays small. */
export function randomLargeNetwork(draw: Draw, window: number): readonly LargeVariable[] {
  const variables: LargeVariable[] = [];
  const count = draw.int(12, 45);
  for (let i = 0; i < count; i++) {
    const near = Array.from({ length: Math.min(i, window) }, (_, k) => i - 1 - k);
    const parents = draw.shuffled(near).slice(0, draw.of([0, 1, 1, 2, 2, 3]));
    const states = draw.of([2, 2, 2, 3, 3, 4]);
    const rows = parents.reduce((n, p) => n * (variables[p]?.states as number), 1);
    variables.push({ name: `v${i}`, states, parents, table: Array.from({ length: rows }, () => draw.simplex(states, "flat")) });
  }
  return variables;
}

/** The running table: `values` over `places`, the last one fastest, and the logarithm of what was taken out of it. */
interface Running {
  readonly places: readonly number[];
  readonly values: readonly number[];
  readonly scale: number;
}

/** For each configuration of `places` (the last one fastest), the configuration of the `wanted` ones among them. */
function projection(variables: readonly LargeVariable[], places: readonly number[], wanted: readonly number[]): readonly number[] {
  const sizeOf = (place: number): number => variables[place]?.states as number;
  const strideOf = (place: number): number => wanted.slice(wanted.indexOf(place) + 1).reduce((n, p) => n * sizeOf(p), 1);
  let map: readonly number[] = [0];
  for (const place of places) {
    const stride = wanted.includes(place) ? strideOf(place) : 0;
    map = map.flatMap((to) => Array.from({ length: sizeOf(place) }, (_, s) => to + s * stride));
  }
  return map;
}

function extend(variables: readonly LargeVariable[], running: Running, i: number, evidence: LargeEvidence): Running {
  const { parents, table, states } = variables[i] as LargeVariable;
  const known = evidence.get(i);
  const rowOf = projection(variables, running.places, parents);
  const values = running.values.flatMap((value, at) => {
    const row = table[rowOf[at] as number] as readonly number[];
    return Array.from({ length: states }, (_, s) => (known === undefined || known === s ? value * (row[s] as number) : 0));
  });
  return { ...running, places: [...running.places, i], values };
}

function sumOut(variables: readonly LargeVariable[], { places, values, scale }: Running, keep: (place: number) => boolean): Running {
  const left = places.filter(keep);
  const to = projection(variables, places, left);
  const sums = new Array<number>(left.reduce((n, p) => n * (variables[p]?.states as number), 1)).fill(0);
  values.forEach((value, at) => {
    sums[to[at] as number] = (sums[to[at] as number] as number) + value;
  });
  const total = sums.reduce((a, b) => a + b, 0);
  // What is impossible stays so: there is nothing to divide.
  return { places: left, values: total > 0 ? sums.map((x) => x / total) : sums, scale: scale + Math.log(total) };
}

/** Log-probability of what is known. */
export function logEvidenceOf(variables: readonly LargeVariable[], evidence: LargeEvidence): number {
  const lastUse = variables.map((_, i) => variables.findLastIndex((v, j) => j === i || v.parents.includes(i)));
  let running: Running = { places: [], values: [1], scale: 0 };
  variables.forEach((_, i) => {
    running = sumOut(variables, extend(variables, running, i, evidence), (place) => (lastUse[place] as number) > i);
  });
  return running.scale;
}

/** Probability that some more variables have the states given, given the evidence. */
export function posteriorOf(variables: readonly LargeVariable[], evidence: LargeEvidence, states: LargeEvidence): number {
  for (const [place, state] of states) if ((evidence.get(place) ?? state) !== state) return 0;
  return Math.exp(logEvidenceOf(variables, new Map([...evidence, ...states])) - logEvidenceOf(variables, evidence));
}

/** The network as `.pgm` text: one observed node for each variable, with a table. */
export function printLargeNetwork(variables: readonly LargeVariable[]): string {
  const lines = variables.map(({ name, states, parents }) => {
    const labels = Array.from({ length: states }, (_, s) => s).join(", ");
    return `  observed ${name} : {${labels}} ~ Table(${parents.map((p) => variables[p]?.name).join(", ")})`;
  });
  return ["model Large", "plate row {", ...lines, "}", ""].join("\n");
}

type Nested = readonly (number | Nested)[];

/** A variable's table nested by its parents, as parameters are given. */
export function nestedTable(variables: readonly LargeVariable[], { parents, table }: LargeVariable): Nested {
  if (parents.length === 0) return table[0] as readonly number[];
  let rows: Nested = table;
  for (const place of parents.slice(1).toReversed()) {
    const size = variables[place]?.states as number;
    const inner = rows;
    rows = Array.from({ length: inner.length / size }, (_, i) => inner.slice(i * size, (i + 1) * size));
  }
  return rows;
}
