import fc from "fast-check";
import {
  type ArgSpec,
  type CellSpec,
  type DomainKind,
  type FamilyName,
  groundKey,
  type IndexSpec,
  type ModelSpec,
  membersOf,
  type NodeSpec,
  type ParamSpec,
  type SizeSpec,
  sizeOf,
  type TableSpec,
} from "./model-spec.ts";

/** A model with parameter values and a table for it. */
export interface RandomCase {
  readonly model: ModelSpec;
  readonly table: TableSpec;
}

type Generator = fc.GeneratorValue;

/** Draws whole numbers; all randomness of a case goes through it. */
interface Draw {
  int(min: number, max: number): number;
  chance(percent: number): boolean;
  of<T>(items: readonly T[]): T;
}

function drawer(g: Generator): Draw {
  const int = (min: number, max: number): number => g(fc.integer, { min, max });
  return { int, chance: (percent) => int(0, 99) < percent, of: (items) => items[int(0, items.length - 1)] as (typeof items)[number] };
}

interface Draft {
  readonly draw: Draw;
  readonly types: Record<string, readonly string[]>;
  readonly params: ParamSpec[];
  readonly nodes: NodeSpec[];
  readonly levels: number;
  readonly members: number;
}

const TYPES = { Side: ["left", "right"], Tone: ["low", "mid", "high"] } as const;

const simplexOf = (draw: Draw, size: number): readonly number[] => {
  const raw = Array.from({ length: size }, () => draw.int(1, 9));
  const total = raw.reduce((a, b) => a + b, 0);
  return raw.map((x) => x / total);
};

function elementOf(draw: Draw, domain: DomainKind, size: number): readonly number[] {
  if (domain === "simplex") return simplexOf(draw, size);
  if (domain === "probability") return [draw.int(1, 19) / 20];
  if (domain === "real") return [draw.int(-30, 30) / 10];
  if (domain === "vector") return Array.from({ length: size }, () => draw.int(-30, 30) / 10);
  if (domain === "covariance") {
    const [a, b, r] = [draw.int(5, 30) / 10, draw.int(5, 30) / 10, draw.int(-8, 8) / 10];
    return [a, r * Math.sqrt(a * b), r * Math.sqrt(a * b), b];
  }
  return Array.from({ length: domain === "diagonal" ? size : 1 }, () => draw.int(4, 30) / 10);
}

/** Parents among earlier discrete nodes that the new node can see. */
function chooseParents(draft: Draft, level: number, repeated: boolean): readonly NodeSpec[] {
  const { draw } = draft;
  const parents = draft.nodes.filter((n) => n.states !== null && n.level <= level && (!n.repeated || level === draft.levels));
  const chosen: NodeSpec[] = [];
  const wanted = draw.of([0, 1, 1, 1, 2]);
  for (let i = 0; i < wanted && parents.length > 0; i++) {
    const parent = draw.of(parents);
    if (!chosen.includes(parent)) chosen.push(parent);
  }
  return repeated || draw.chance(80) ? chosen : chosen.filter((p) => !p.repeated);
}

const dimOf = (draft: Draft, index: IndexSpec): SizeSpec => {
  if ("running" in index) return draft.members;
  if ("number" in index) return index.number + 1;
  const parent = draft.nodes.find((n) => n.name === index.node) as NodeSpec;
  return parent.type ?? (parent.states as number);
};

function indicesFor(draft: Draft, parents: readonly NodeSpec[], repeated: boolean): IndexSpec[] {
  const { draw } = draft;
  const indices: IndexSpec[] = parents.map((p) => ({
    node: p.name,
    ...(p.repeated && !repeated ? { member: draw.int(0, draft.members - 1) } : {}),
  }));
  if (repeated && draw.chance(60)) indices.splice(draw.int(0, indices.length), 0, { running: true });
  return indices;
}

interface ParamRequest {
  readonly prefix: string;
  readonly domain: DomainKind;
  readonly size: SizeSpec;
  readonly indices: readonly IndexSpec[];
}

/** A parameter with the indices; now and then one that another node of the same family uses already. */
function paramFor(draft: Draft, request: ParamRequest): ArgSpec {
  const { draw, params } = draft;
  const { prefix, domain, size, indices } = request;
  const dims = indices.map((index) => dimOf(draft, index));
  const same = (p: ParamSpec): boolean =>
    p.name.startsWith(prefix) &&
    !p.table &&
    p.domain === domain &&
    p.size === size &&
    p.dims.length === dims.length &&
    p.dims.every((d, i) => d === dims[i]);
  const known = params.filter(same);
  if (known.length > 0 && draw.chance(50)) return { param: draw.of(known).name, indices };
  const count = dims.reduce<number>((n, d) => n * sizeOf(draft, d), 1);
  const elements = Array.from({ length: count }, () => elementOf(draw, domain, sizeOf(draft, size)));
  const name = `${prefix}${params.length}`;
  params.push({ name, dims, domain, size, fixed: draw.chance(12), table: false, elements });
  return { param: name, indices };
}

function finiteLaw(
  draft: Draft,
  node: Pick<NodeSpec, "name" | "level" | "repeated">,
  states: number,
  type: string | null,
): { family: FamilyName; args: readonly ArgSpec[] } {
  const { draw } = draft;
  const indices = indicesFor(draft, chooseParents(draft, node.level, node.repeated), node.repeated);
  if (draw.chance(8)) {
    const constant = draw.chance(50) ? simplexOf(draw, states) : Array.from({ length: states }, () => 1 / states);
    return { family: "Categorical", args: [{ constant, text: JSON.stringify(constant) }] };
  }
  if (states === 2 && draw.chance(30))
    return { family: "Bernoulli", args: [paramFor(draft, { prefix: "p", domain: "probability", size: 1, indices })] };
  if (!node.repeated && type === null && draw.chance(25) && indices.every((i) => "node" in i)) {
    const dims = indices.map((index) => dimOf(draft, index));
    const count = dims.reduce<number>((n, d) => n * sizeOf(draft, d), 1);
    const elements = Array.from({ length: count }, () => simplexOf(draw, states));
    draft.params.push({ name: node.name, dims, domain: "simplex", size: states, fixed: false, table: true, elements });
    return { family: "Categorical", args: [{ param: node.name, indices }] };
  }
  return { family: "Categorical", args: [paramFor(draft, { prefix: "w", domain: "simplex", size: type ?? states, indices })] };
}

function addFinite(draft: Draft, level: number, repeated: boolean): void {
  const { draw } = draft;
  const labelled = draw.chance(30);
  const type = labelled ? draw.of(Object.keys(TYPES)) : null;
  if (type !== null) draft.types[type] = TYPES[type as keyof typeof TYPES];
  const states = type === null ? draw.of([2, 2, 3]) : (TYPES[type as keyof typeof TYPES].length as number);
  const name = `n${draft.nodes.length}`;
  const role = level === 0 || draw.chance(45) ? "latent" : "observed";
  const law = finiteLaw(draft, { name, level, repeated }, states, type);
  draft.nodes.push({ name, level, repeated, role, states, type, length: 1, variance: false, trials: 1, ...law });
}

function numericLaw(draft: Draft, indices: readonly IndexSpec[], family: FamilyName, variance: boolean): readonly ArgSpec[] {
  const { draw } = draft;
  if (family === "Poisson") return [paramFor(draft, { prefix: "rate", domain: "positive", size: 1, indices })];
  if (family === "Binomial") return [paramFor(draft, { prefix: "b", domain: "probability", size: 1, indices })];
  const shared = draw.chance(40) ? [] : indices;
  const spread = draw.chance(25) ? indices : shared;
  const location = spread === indices && draw.chance(20) ? [] : indices;
  if (family === "Normal") {
    const mean = paramFor(draft, { prefix: "m", domain: "real", size: 1, indices: location });
    if (draw.chance(10)) return [mean, { constant: [1.5], text: "1.5" }];
    return [mean, paramFor(draft, { prefix: variance ? "v" : "s", domain: "positive", size: 1, indices: spread })];
  }
  const form = draw.of(["covariance", "diagonal", "spherical"] as const);
  return [
    paramFor(draft, { prefix: `mu_${form}`, domain: "vector", size: 2, indices: location }),
    paramFor(draft, { prefix: `c_${form}`, domain: form, size: 2, indices: spread }),
  ];
}

function addNumeric(draft: Draft, level: number, repeated: boolean): void {
  const { draw } = draft;
  const families: FamilyName[] = repeated ? ["Normal", "Poisson", "Binomial"] : ["Normal", "Normal", "Poisson", "Binomial", "MvNormal"];
  const family = draw.of(families);
  const indices = indicesFor(draft, chooseParents(draft, level, repeated), repeated);
  // A parameter must not be a sd in one law and a variance in another: tied means keep one form per model.
  const variance = family === "Normal" && draft.params.length % 2 === 1 && !draft.nodes.some((n) => n.family === "Normal" && !n.variance);
  const form = draft.nodes.find((n) => n.family === "Normal")?.variance ?? variance;
  const args = numericLaw(draft, indices, family, form);
  const trials = family === "Binomial" ? (level === draft.levels && draw.chance(40) ? "trials" : draw.int(4, 6)) : 1;
  const length = family === "MvNormal" ? 2 : 1;
  draft.nodes.push({
    name: `x${draft.nodes.length}`,
    level,
    repeated,
    role: "observed",
    states: null,
    type: null,
    family,
    length,
    variance: family === "Normal" && form,
    args,
    trials,
  });
}

/** Joint states of everything that may be unknown, the measure of what brute force costs. */
function jointStates(draft: Draft): number {
  let product = 1;
  for (const n of draft.nodes) product *= (n.states ?? 1) ** (n.repeated ? draft.members : 1);
  return product;
}

function addNode(draft: Draft, level: number): void {
  const { draw } = draft;
  const repeated = level === draft.levels && draft.members > 0 && draw.chance(40);
  const costly = jointStates(draft) * (repeated ? 3 ** draft.members : 3) > (draft.levels === 3 ? 40 : 100);
  if (level > 0 && (costly || draw.chance(45))) addNumeric(draft, level, repeated);
  else if (!costly) addFinite(draft, level, repeated);
}

function randomModel(draw: Draw): ModelSpec {
  const levels = draw.of([1, 1, 1, 2, 2, 3]);
  const members = draw.chance(35) ? draw.int(2, 3) : 0;
  const draft: Draft = { draw, types: {}, params: [], nodes: [], levels, members };
  if (draw.chance(12)) addNode(draft, 0);
  for (let level = 1; level <= levels; level++) {
    const count = draw.int(level === levels ? 1 : 0, level === levels ? 4 : 2);
    for (let i = 0; i < count; i++) addNode(draft, level);
  }
  if (!draft.nodes.some((n) => n.level === levels && n.role === "observed")) addNumeric(draft, levels, false);
  const weights = draw.of(["none", "none", "text", "option"] as const);
  const { types, params, nodes } = draft;
  return { types, params, nodes, levels, members, weights };
}

function randomCell(draw: Draw, node: NodeSpec, trials: number, missing: number): CellSpec {
  if (missing > 0 && draw.chance(missing)) return null;
  if (node.states !== null) return [draw.int(0, node.states - 1)];
  if (node.family === "Poisson") return [draw.int(0, 7)];
  if (node.family === "Binomial") return [draw.int(0, trials)];
  return Array.from({ length: node.length }, () => draw.int(-60, 60) / 10);
}

/** Cells of one column, equal in all rows of one instance of the node's plate. */
function columnOf(draw: Draw, model: ModelSpec, node: NodeSpec, shape: Pick<TableSpec, "groups" | "trials">): readonly CellSpec[] {
  const byInstance = new Map<string, CellSpec>();
  const missing = draw.chance(40) ? 0 : 35;
  return shape.groups.map((keys, row) => {
    const key = node.level === model.levels ? `row ${row}` : keys.slice(0, node.level).join(".");
    const trials = node.trials === "trials" ? (shape.trials[row] as number) : node.trials;
    if (!byInstance.has(key)) byInstance.set(key, randomCell(draw, node, trials, missing));
    return byInstance.get(key) as CellSpec;
  });
}

function randomTable(draw: Draw, model: ModelSpec): TableSpec {
  const rows = draw.int(1, model.levels === 3 ? 7 : 10);
  const groups = Array.from({ length: rows }, () => Array.from({ length: model.levels - 1 }, () => draw.int(0, 2)));
  const trials = Array.from({ length: rows }, () => draw.int(1, 5));
  const cells: Record<string, readonly CellSpec[]> = {};
  for (const node of model.nodes.filter((n) => n.role === "observed")) {
    for (const member of membersOf(model, node)) cells[groundKey(node.name, member)] = columnOf(draw, model, node, { groups, trials });
  }
  const weights =
    model.weights === "none" ? null : Array.from({ length: rows }, (_, row) => (row === 0 ? 2 : draw.of([0, 1, 1, 2, 3, 0.5])));
  return { rows, groups, cells, weights, trials };
}

/** A small random model with parameters and a table that fits it. */
export function randomCase(g: Generator): RandomCase {
  const draw = drawer(g);
  const model = randomModel(draw);
  return { model, table: randomTable(draw, model) };
}
