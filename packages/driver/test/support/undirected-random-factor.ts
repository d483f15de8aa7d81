import type { Draw } from "./network-draw.ts";
import type { ParamPool } from "./undirected-random-params.ts";
import { labelText, type NodeSpec, types } from "./undirected-spec.ts";

/** What a factor may mention: nodes of its plate and those around it, and nodes of the step before. */
export interface Refs {
  readonly nodes: readonly NodeSpec[];
  readonly previous: readonly NodeSpec[];
}

/** A reference as it is written. */
interface Reference {
  readonly text: string;
  readonly type: string | null;
}

const isNumeric = (type: string | null): boolean =>
  type === null || (types[type] as readonly string[]).every((label) => !Number.isNaN(Number(label)));

function referTo(draw: Draw, { name, type, members }: NodeSpec, before: boolean): Reference {
  const text = `${before ? "prev " : ""}${name}${members === null ? "" : `[${draw.int(0, members - 1)}]`}`;
  return { text, type };
}

const referencesOf = (draw: Draw, { nodes, previous }: Refs): readonly Reference[] => [
  ...nodes.map((node) => referTo(draw, node, false)),
  ...(draw.chance(60) ? previous.map((node) => referTo(draw, node, true)) : []),
];

const discreteOf = (all: readonly Reference[]): readonly Reference[] => all.filter(({ type }) => type !== null);

function comparison(draw: Draw, all: readonly Reference[]): string {
  const a = draw.of(discreteOf(all));
  const operator = draw.of(["==", "!="]);
  const same = all.filter(
    ({ type, text }) => text !== a.text && (type === a.type || (type !== null && isNumeric(type) && isNumeric(a.type))),
  );
  if (same.length > 0 && draw.chance(50)) return `(${a.text} ${operator} ${draw.of(same).text})`;
  const label = labelText(draw.of(types[a.type as string] as readonly string[]));
  return draw.chance(80) ? `(${a.text} ${operator} ${label})` : `(${label} ${operator} ${a.text})`;
}

/** A number that nodes give. */
export function randomFeature(draw: Draw, all: readonly Reference[], depth: number): string {
  const numeric = all.filter(({ type }) => isNumeric(type));
  const atom = (): string => (numeric.length > 0 && draw.chance(50) ? draw.of(numeric).text : comparison(draw, all));
  if (depth === 0 || draw.chance(30)) return atom();
  const inner = (): string => randomFeature(draw, all, depth - 1);
  const pairs = discreteOf(all).filter(({ type }) => (types[type as string] as readonly string[]).length === 2);
  return draw.of([
    () => `(${inner()} * ${inner()})`,
    () => `(${inner()} + ${inner()})`,
    () => `(${inner()} - 0.5)`,
    () => `exp(${inner()})`,
    () => `((${inner()})^2)`,
    () => `log(1.5 + (${inner()})^2)`,
    () => `sqrt(abs(${inner()}))`,
    () => `sigmoid(${inner()})`,
    () => `((${inner()}) / 2)`,
    () => `((${inner()}) % 2)`,
    () => `(${inner()} / (1.5 + abs(${inner()})))`,
    () => `(-(${inner()}))`,
    () => `(${pairs.length > 0 ? `two[${draw.of(pairs).text}]` : "grid[1, 0]"} * ${inner()})`,
  ])();
}

/** A weight, in one of the forms that are linear in one parameter. */
function randomWeight(draw: Draw, all: readonly Reference[], params: ParamPool): string {
  const discrete = discreteOf(all);
  const one = draw.of(discrete);
  const two = draw.of(discrete);
  const feature = (): string => randomFeature(draw, all, 1);
  return draw.of([
    () => params.named({ sets: [], vector: null }),
    () => `${params.named({ sets: [3], vector: null })}[${draw.int(0, 2)}]`,
    () => `${params.named({ sets: [one.type as string], vector: null })}[${one.text}]`,
    () => `${params.named({ sets: [one.type as string, two.type as string], vector: null })}[${one.text}, ${two.text}]`,
    () => `${params.named({ sets: [one.type as string, 2], vector: null })}[${one.text}, ${draw.int(0, 1)}]`,
    () => `${params.named({ sets: [], vector: 2 })}[${draw.int(0, 1)}]`,
    () => `dot(${params.named({ sets: [], vector: 2 })}, [${feature()}, ${feature()}])`,
    () => `dot(${params.named({ sets: [one.type as string], vector: 2 })}[${one.text}], [1, ${feature()}])`,
    () => `(${params.named({ sets: [], vector: null })} + ${params.named({ sets: [3], vector: null })}[1])`,
    () => `(${params.named({ sets: [], vector: null })}${params.constants ? " - 0.5" : ""})`,
    () => (params.constants ? "0.75" : params.named({ sets: [], vector: null })),
  ])();
}

/** The table of one to three nodes. */
export function randomTableFactor(draw: Draw, refs: Refs, params: ParamPool): string {
  const chosen = draw.shuffled(discreteOf(referencesOf(draw, refs))).slice(0, draw.int(1, 3));
  const text = `table(${chosen.map((r) => r.text).join(", ")})`;
  params.table(
    text,
    chosen.map((r) => r.type as string),
  );
  return `factor ${text}`;
}

/** A factor under `for`, in a fixed plate, or with a sum over the members of a node. */
function randomLoop(draw: Draw, refs: Refs, params: ParamPool): string | null {
  const several = refs.nodes.filter(({ members, type }) => members !== null && type !== null);
  if (several.length === 0) return null;
  const { name, members, type, role } = draw.of(several);
  const all = referencesOf(draw, { ...refs, nodes: refs.nodes.filter((node) => node.name !== name || role === "given") });
  const here = { text: `${name}[j]`, type: type as string };
  const next = { text: `${name}[j + 1]`, type: type as string };
  const size = members as number;
  const weight = params.named({ sets: [], vector: null });
  const inner = (): string => randomFeature(draw, [here, ...all], 1);
  const table = (refs: readonly Reference[]): string => {
    const text = `table(${refs.map((r) => r.text).join(", ")})`;
    params.table(
      text,
      refs.map((r) => r.type as string),
    );
    return text;
  };
  const others = discreteOf(all);
  return draw.of([
    () => `factor ${weight} * (${here.text} == ${next.text}) for j in ${size - 1}`,
    () => `factor ${table([here, next])} for j in ${size - 1}`,
    () => `factor ${table(others.length > 0 ? [here, draw.of(others)] : [here])} for j in ${size}`,
    () => `factor ${params.named({ sets: [size], vector: null })}[j] * ${randomFeature(draw, [here], 1)} for j in ${size}`,
    () => `factor ${weight} * ${inner()} for j in ${size}`,
    () => `plate j in ${size} { factor ${weight} * ${inner()} }`,
    () => `factor ${weight} * sum(${inner()} for j in ${size})`,
    () => `factor sum(${params.named({ sets: [size], vector: null })}[j] * ${inner()} for j in ${size})`,
    () => `factor ${weight} * sum(${here.text.replace("j", "k")} == ${draw.of([name])}[j] for j in ${size}, k in ${size})`,
    () => `factor ${weight} * (sum(${inner()} for j in ${size}) + sum(${randomFeature(draw, [here], 0)} for j in ${size}))`,
    () => `factor ${weight} * ${inner()} + ${params.named({ sets: [], vector: null })} * j for j in ${size}`,
  ])();
}

/** A random factor, as it is written. */
export function randomFactor(draw: Draw, refs: Refs, params: ParamPool): string {
  const loop = draw.chance(35) ? randomLoop(draw, refs, params) : null;
  if (loop !== null) return loop;
  const all = referencesOf(draw, refs);
  const feature = (): string => randomFeature(draw, all, 2);
  const weight = (): string => randomWeight(draw, all, params);
  const element = (): string => {
    const by = Array.from({ length: draw.int(1, 2) }, () => draw.of(discreteOf(all)));
    const name = params.named({ sets: by.map(({ type }) => type as string), vector: null });
    return `${name}[${by.map(({ text }) => text).join(", ")}]`;
  };
  return draw.of([
    () => randomTableFactor(draw, refs, params),
    () => randomTableFactor(draw, refs, params),
    () => `factor ${weight()} * ${feature()}`,
    () => `factor ${feature()} * ${weight()}`,
    () => `factor ${weight()} * ${feature()} + ${weight()} * ${feature()}`,
    () => `factor ${element()}`,
    () => `factor ${weight()} * ${feature()}${params.constants ? ` - ${feature()}` : ""}`,
  ])();
}
