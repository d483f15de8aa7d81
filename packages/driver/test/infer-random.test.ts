import { expect, test } from "vitest";
import { type InferOptions, type InferResult, type InferredRow, infer } from "../src/index.ts";
import { forRandomCases } from "./support/for-random-cases.ts";
import type { CellSpec, ModelSpec } from "./support/model-spec.ts";
import { initOf, printTable } from "./support/print-model.ts";
import type { RandomCase } from "./support/random-model.ts";
import { type GroundNode, type InstanceSpec, Reference } from "./support/reference.ts";
import { engineModel } from "./support/run-case.ts";

const close = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(a), Math.abs(b));
const orMinusInfinity = (x: number | null | undefined): number => x ?? -Infinity;

function hold(what: string, found: number | null | undefined, expected: number): void {
  if (!close(orMinusInfinity(found), expected)) throw new Error(`${what} is ${found}, by enumeration ${expected}`);
}

const orders = ["min-fill", "min-weight"] as const;

/** Every other case is eliminated in cliques of one order or the other, however small it is. */
const elimination = ({ model }: RandomCase): Pick<InferOptions, "elimination"> => {
  const order = orders[model.params.length % 4];
  return order ? { elimination: order } : {};
};

const inferCase = (c: RandomCase, joints: readonly (readonly string[])[] = []): Promise<InferResult> =>
  infer(engineModel(c), printTable(c.model, c.table), {
    ...(c.model.weights === "option" ? { weights: "times" } : {}),
    ...elimination(c),
    params: initOf(c.model),
    mpe: true,
    joints,
  });

const discrete = (reference: Reference): readonly GroundNode[] => reference.grounds.filter((g) => g.node.states !== null);

/** Marginals by node, row-major over the table's rows. */
function enumerated(c: RandomCase, reference: Reference): ReadonlyMap<string, Float64Array> {
  const all = new Map(discrete(reference).map((g) => [g.key, new Float64Array(c.table.rows * (g.node.states as number))]));
  reference.visit(
    () => undefined,
    (ground, instance, state, probability) => {
      const into = all.get(ground.key) as Float64Array;
      for (const row of instance.rows) {
        const at = row * (ground.node.states as number) + state;
        into[at] = (into[at] as number) + probability;
      }
    },
  );
  return all;
}

function checkMarginals(c: RandomCase, reference: Reference, result: InferResult): void {
  expect(Object.keys(result.nodes).sort()).toEqual(
    discrete(reference)
      .map((g) => g.key)
      .sort(),
  );
  for (const [key, wanted] of enumerated(c, reference)) {
    const states = result.nodes[key]?.states.length as number;
    result.rows.forEach(({ row, marginals }) => {
      for (let s = 0; s < states; s++)
        hold(`${key} in row ${row}`, (marginals[key] as readonly number[])[s] as number, wanted[row * states + s] as number);
    });
  }
}

/** Evidence and MPE of the top-level instances; the evidence of a group stands on its first row alone. */
function checkRows(c: RandomCase, reference: Reference, result: InferResult): void {
  if (c.model.nodes.some((node) => node.level === 0)) return;
  for (const instance of reference.instances) {
    const { logEvidence, mpeLogProb } = result.rows[instance.row] as InferredRow;
    hold(`evidence of row ${instance.row}`, logEvidence, reference.logEvidence(instance));
    hold(`MPE of row ${instance.row}`, mpeLogProb, reference.logMost(instance));
    for (const row of instance.rows.slice(1)) expect(result.rows[row]).toMatchObject({ logEvidence: null, mpeLogProb: null });
  }
}

/** The case with every discrete node observed in its most probable state. */
function completed({ model, table }: RandomCase, reference: Reference, { rows }: InferResult): RandomCase {
  const cells: Record<string, readonly CellSpec[]> = { ...table.cells };
  for (const { key, node } of discrete(reference)) {
    const labels = node.type === null ? null : (model.types[node.type] as readonly string[]);
    cells[key] = rows.map(({ mpe }) => [labels ? labels.indexOf(mpe?.[key] ?? "") : Number(mpe?.[key])]);
  }
  const seen: ModelSpec = { ...model, nodes: model.nodes.map((node) => (node.states === null ? node : { ...node, role: "observed" })) };
  return { model: seen, table: { ...table, cells } };
}

const total = (instances: readonly InstanceSpec[], value: (instance: InstanceSpec) => number): number =>
  instances.reduce((sum, instance) => (instance.weight === 0 ? sum : sum + instance.weight * value(instance)), 0);

test("marginals, evidence and most probable states of random models are those of enumeration", async () => {
  const compared = await forRandomCases({ runs: 400, seed: 20 }, async (c) => {
    const reference = new Reference(c.model, c.table);
    const result = await inferCase(c);
    checkMarginals(c, reference, result);
    checkRows(c, reference, result);
    hold("total evidence", result.logEvidence, reference.logLik());
    hold(
      "total MPE",
      result.mpeLogProb,
      total(reference.instances, (instance) => reference.logMost(instance)),
    );
    const whole = completed(c, reference, result);
    hold("probability of the most probable states", result.mpeLogProb, new Reference(whole.model, whole.table).logLik());
    return true;
  });
  expect(compared).toBeGreaterThanOrEqual(400);
}, 120_000);

/** Two discrete nodes on one path of plates, by position in the list of ground nodes. */
function pairOf(reference: Reference): readonly [GroundNode, GroundNode] | null {
  const [first, second] = discrete(reference).slice(-2);
  return first && second ? [first, second] : null;
}

test("joint tables of random models are those of enumeration", async () => {
  const compared = await forRandomCases({ runs: 300, seed: 21 }, async (random) => {
    const c = unweighted(random);
    const reference = new Reference(c.model, c.table);
    const pair = pairOf(reference);
    if (!pair) return false;
    const [a, b] = pair;
    const result = await inferCase(c, [[a.key, b.key]]);
    const sizes = [a.node.states as number, b.node.states as number] as const;
    const plain = await inferCase(c);
    expect(result.rows.map(({ mpe }) => mpe)).toEqual(plain.rows.map(({ mpe }) => mpe));
    const inner = a.node.level >= b.node.level ? a : b;
    const outer = inner === a ? b : a;
    const wanted = jointByConditioning(c, outer, inner);
    for (const { row, joints } of result.rows) {
      for (let s = 0; s < sizes[0] * sizes[1]; s++) {
        const [i, j] = [Math.floor(s / sizes[1]), s % sizes[1]];
        const table = joints?.[`${a.key},${b.key}`] as readonly (readonly number[])[];
        const found = table[i]?.[j];
        const [o, n] = inner === a ? [j, i] : [i, j];
        hold(`joint ${i},${j} in row ${row}`, found, wanted(row, o, n));
      }
    }
    return true;
  });
  expect(compared).toBeGreaterThan(150);
}, 120_000);

/** A row with a weight stands for several rows, which the reference could not see one of in another state. */
const unweighted = ({ model, table }: RandomCase): RandomCase => ({
  model: { ...model, weights: "none" },
  table: { ...table, weights: null },
});

/** P(outer, inner) in a row as P(outer) · P(inner | outer): the outer node is seen in each of its states in turn. */
function jointByConditioning(c: RandomCase, outer: GroundNode, inner: GroundNode): (row: number, o: number, n: number) => number {
  const reference = new Reference(c.model, c.table);
  const prior = enumerated(c, reference).get(outer.key) as Float64Array;
  const [states, size] = [outer.node.states as number, inner.node.states as number];
  return (row, o, n) => {
    const p = prior[row * states + o] as number;
    if (p === 0) return 0;
    const clamped = clamp(c, outer, o, rowsWith(reference.instances, outer.node.level, row));
    const given = enumerated(clamped, new Reference(clamped.model, clamped.table)).get(inner.key) as Float64Array;
    return p * (given[row * size + n] as number);
  };
}

/** The rows of the instance of a level that holds a row. */
function rowsWith(instances: readonly InstanceSpec[], level: number, row: number): readonly number[] {
  const instance = instances.find(({ rows }) => rows.includes(row)) as InstanceSpec;
  return instance.level === level ? instance.rows : rowsWith(instance.children, level, row);
}

/** The case with a node seen in one state in some rows, where it is not known already. */
function clamp({ model, table }: RandomCase, ground: GroundNode, state: number, rows: readonly number[]): RandomCase {
  const before = ground.node.role === "latent" ? undefined : table.cells[ground.key];
  const cells = Array.from({ length: table.rows }, (_, row): CellSpec => before?.[row] ?? (rows.includes(row) ? [state] : null));
  // Other members of a latent node in the fixed plate stay unknown: they have no cells.
  const nodes = model.nodes.map((node) => (node.name === ground.node.name ? { ...node, role: "observed" as const } : node));
  return { model: { ...model, nodes }, table: { ...table, cells: { ...table.cells, [ground.key]: cells } } };
}
