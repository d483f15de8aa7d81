import { expect, test } from "vitest";
import { type EvidenceValue, type InferResult, infer, inferCase } from "../src/index.ts";
import { drawFrom } from "./support/network-draw.ts";
import { type Enumerated, enumerate, type Likelihoods, logPotential } from "./support/undirected-enumeration.ts";
import { anyKind, forRandomUndirected, mustAgree, type UndirectedRun } from "./support/undirected-runs.ts";
import { type Unit, unrollNetwork, type Variable } from "./support/undirected-unroll.ts";

/** Seen and free sums of a unit. */
interface Sums {
  readonly unit: Unit;
  readonly seen: Enumerated;
  readonly logZ: number;
}

const sumsOf = (unit: Unit, theta: Float64Array, soft?: Likelihoods): Sums => ({
  unit,
  seen: enumerate(unit, theta, true, soft),
  logZ: enumerate(unit, theta, false).logSum,
});

const isModelled = ({ labels, given }: Variable): boolean => labels.length > 0 && !given;

function checkMarginals(result: InferResult, { unit, seen }: Sums): void {
  unit.variables.forEach((variable, v) => {
    if (variable.labels.length === 0) return;
    const wanted = seen.marginal(v);
    for (const row of variable.rows) {
      const found = result.rows[row]?.marginals[variable.key] as readonly number[];
      wanted.forEach((p, s) => mustAgree(`p(${variable.key} = ${variable.labels[s]}) in row ${row}`, found[s], p));
    }
  });
}

/** The states that the result calls most probable have the largest probability there is. */
function checkMost(result: InferResult, { unit, seen, logZ }: Sums, theta: Float64Array): void {
  mustAgree(`the best log-probability of row ${unit.row}`, result.rows[unit.row]?.mpeLogProb, seen.most - logZ);
  const states = unit.variables.map((variable) => {
    const label = result.rows[variable.rows[0] as number]?.mpe?.[variable.key];
    return variable.labels.length === 0 ? -1 : variable.labels.indexOf(label as string);
  });
  unit.variables.forEach((variable, v) => {
    if (variable.seen >= 0) expect(states[v]).toBe(variable.seen);
  });
  mustAgree(`the log-probability of the best states of row ${unit.row}`, logPotential(unit, theta, states) - logZ, seen.most - logZ);
}

/** Two modelled nodes of the innermost plate, or of one around it. */
function pairOf({ units, spec }: UndirectedRun): readonly [string, string] | null {
  const names = (units[0] as Unit).variables.filter((v) => isModelled(v)).map(({ key }) => key);
  const [a, b] = [...new Set(names)].slice(-2);
  return a !== undefined && b !== undefined && spec.levels.length < 3 ? [a, b] : null;
}

function checkJoints(result: InferResult, { unit, seen }: Sums, [a, b]: readonly [string, string]): void {
  unit.variables.forEach((first, i) => {
    if (first.key !== a) return;
    unit.variables.forEach((second, j) => {
      const row = second.rows.length < first.rows.length ? second.rows : first.rows;
      if (second.key !== b || !row.every((r) => first.rows.includes(r) && second.rows.includes(r))) return;
      const found = [result.rows[row[0] as number]?.joints?.[`${a},${b}`]].flat(3) as readonly number[];
      seen.joint(i, j).forEach((p, s) => mustAgree(`the joint of ${a} and ${b} in row ${row[0]} at ${s}`, found[s], p));
    });
  });
}

async function checkRows(run: UndirectedRun): Promise<boolean> {
  const { model, csv, params, units, theta, elimination } = run;
  const sums = units.map((unit) => sumsOf(unit, theta));
  if (sums.some(({ logZ }) => !Number.isFinite(logZ))) return false;
  const pair = pairOf(run);
  const order = elimination ? { elimination } : {};
  const result = await infer(model, csv, { params: params as never, mpe: true, ...(pair ? { joints: [pair] } : {}), ...order });
  const total = sums.reduce((sum, { unit, seen, logZ }) => sum + (unit.weight === 0 ? 0 : unit.weight * (seen.logSum - logZ)), 0);
  mustAgree("the log-evidence", result.logEvidence, total);
  for (const one of sums) {
    mustAgree(`the log-evidence of row ${one.unit.row}`, result.rows[one.unit.row]?.logEvidence, one.seen.logSum - one.logZ);
    if (one.seen.logSum === Number.NEGATIVE_INFINITY) {
      expect(result.rows[one.unit.row]?.mpe).toBeNull();
      continue;
    }
    checkMarginals(result, one);
    checkMost(result, one, theta);
    if (pair) checkJoints(result, one, pair);
  }
  return true;
}

/** Evidence on a case of one row: labels for some nodes, likelihoods for others; given nodes have all of theirs. */
function randomEvidence(
  unit: Unit,
  seed: number,
): { evidence: Record<string, EvidenceValue>; soft: ReadonlyMap<string, readonly number[]> } {
  const draw = drawFrom(seed);
  const evidence: Record<string, EvidenceValue> = {};
  const soft = new Map<string, readonly number[]>();
  for (const { key, labels, given, number, seen, rows } of unit.variables) {
    if (!rows.includes(unit.row)) continue;
    if (given) evidence[key] = labels.length > 0 ? (labels[seen] as string) : number;
    else if (seen >= 0 && draw.chance(60)) evidence[key] = labels[seen] as string;
    else if (draw.chance(50)) {
      const weights = labels.map(() => draw.int(0, 4));
      weights[draw.int(0, labels.length - 1)] = draw.int(1, 5);
      soft.set(key, weights);
      evidence[key] = { likelihoods: weights };
    }
  }
  return { evidence, soft };
}

async function checkCase(run: UndirectedRun): Promise<boolean> {
  const { model, params, theta, table, elimination } = run;
  const [first] = unrollNetwork(model.template, { rows: 1, columns: firstRow(table.columns) });
  const { evidence, soft } = randomEvidence(first as Unit, run.csv.length);
  const unit = {
    ...(first as Unit),
    variables: (first as Unit).variables.map((v) => (v.given || (v.key in evidence && !soft.has(v.key)) ? v : { ...v, seen: -1 })),
  };
  const likelihoods: Likelihoods = new Map(
    unit.variables.flatMap(({ key }, v) => (soft.has(key) ? [[v, soft.get(key) as readonly number[]]] : [])),
  );
  const sums = sumsOf(unit, theta, likelihoods);
  if (!Number.isFinite(sums.seen.logSum) || !Number.isFinite(sums.logZ)) return false;
  const order = elimination ? { elimination } : {};
  const result = await inferCase(model, evidence, { params: params as never, mpe: true, ...order });
  mustAgree("the log-evidence of a case", result.logEvidence, sums.seen.logSum - sums.logZ);
  mustAgree("the best log-probability of a case", result.mpeLogProb, sums.seen.most - sums.logZ);
  checkMarginals(result, sums);
  return soft.size > 0;
}

const firstRow = (columns: Readonly<Record<string, readonly (string | null)[]>>) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, name === "times" ? ["1"] : column.slice(0, 1)]));

test("posteriors, joint tables and most probable states of random networks are those of enumeration", async () => {
  expect(await forRandomUndirected({ runs: 300, kind: { ...anyKind, weights: false, empty: 30 } }, checkRows)).toBeGreaterThan(0.5);
}, 300_000);

test("so are they in one case with evidence, hard and soft", async () => {
  expect(await forRandomUndirected({ runs: 200, kind: { ...anyKind, rows: [1, 1], empty: 30 } }, checkCase)).toBeGreaterThan(0.3);
}, 300_000);
