import type { Random } from "@platewise/core";
import { type GroundVariable, isAbsent } from "@platewise/graph";
import type { Problem } from "./problem.ts";

/** Centres found among the rows: `at(k, j)` is coordinate j (over `columns`) of centre k; `shrink` is within over total variance. */
export interface Centres {
  readonly columns: readonly { readonly variable: number; readonly values: Float64Array }[];
  readonly at: (k: number, j: number) => number;
  readonly shrink: number;
}

/** Rows looked at when centres are sought; more add time, not quality. */
const SAMPLE = 20_000;
/** Rounds of Lloyd's algorithm after seeding: enough to settle, too few to make every start alike. Hard EM does its own. */
const ROUNDS = 3;

interface Points {
  readonly columns: readonly { variable: number; values: Float64Array }[];
  readonly x: Float64Array;
  readonly rows: number;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

/** The one never-observed variable that locations depend on, with the numeric columns that depend on it. */
function findCluster(problem: Problem): { latent: GroundVariable; columns: { variable: number; values: Float64Array }[] } | null {
  const { laws, variables } = problem.plan.ground;
  const latents = new Set<GroundVariable>();
  const columns: { variable: number; values: Float64Array }[] = [];
  for (const law of laws) {
    if (law.family.location < 0) continue;
    const unseen = law.parents.map((id) => variables[id] as GroundVariable).filter(isAbsent);
    const child = variables[law.child] as GroundVariable;
    if (unseen.length === 0 || child.bound?.values.kind !== "numbers") continue;
    for (const v of unseen) latents.add(v);
    if (unseen.some((v) => v.plate !== child.plate)) return null;
    for (const values of child.bound.values.components) columns.push({ variable: child.id, values });
  }
  const [latent] = latents;
  return latents.size === 1 && latent ? { latent, columns } : null;
}

function standardise(columns: Points["columns"], random: Random, raw: boolean): Points {
  const total = (columns[0] as { values: Float64Array }).values.length;
  const d = columns.length;
  const picked: number[] = [];
  const step = Math.max(1, total / SAMPLE);
  const offset = random.next() * step;
  for (let i = offset; i < total; i += step) {
    const row = Math.floor(i);
    if (columns.every((c) => !Number.isNaN(c.values[row]))) picked.push(row);
  }
  const mean = new Float64Array(d);
  const sd = new Float64Array(d);
  const x = new Float64Array(picked.length * d);
  columns.forEach(({ values }, j) => {
    for (const row of picked) mean[j] = (mean[j] as number) + (values[row] as number) / picked.length;
    for (const row of picked) sd[j] = (sd[j] as number) + ((values[row] as number) - (mean[j] as number)) ** 2 / picked.length;
    sd[j] = raw ? 1 : Math.sqrt(sd[j] as number) || 1;
    picked.forEach((row, i) => {
      x[i * d + j] = ((values[row] as number) - (mean[j] as number)) / (sd[j] as number);
    });
  });
  return { columns, x, rows: picked.length, mean, sd };
}

function squaredDistance(points: Points, row: number, centres: Float64Array, k: number): number {
  const d = points.columns.length;
  let sum = 0;
  for (let j = 0; j < d; j++) sum += ((points.x[row * d + j] as number) - (centres[k * d + j] as number)) ** 2;
  return sum;
}

/** k-means++ seeding: each next centre is a row drawn with probability proportional to its squared distance (Arthur & Vassilvitskii 2007). */
function seed(points: Points, states: number, random: Random): Float64Array {
  const d = points.columns.length;
  const centres = new Float64Array(states * d);
  const nearest = new Float64Array(points.rows).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < states; k++) {
    const total = nearest.reduce((a, b) => a + b, 0);
    const row = k === 0 || !(total > 0) ? random.integer(points.rows) : random.categorical(nearest, 0, points.rows);
    centres.set(points.x.subarray(row * d, row * d + d), k * d);
    for (let i = 0; i < points.rows; i++) nearest[i] = Math.min(nearest[i] as number, squaredDistance(points, i, centres, k));
  }
  return centres;
}

/** A few rounds of Lloyd's algorithm; returns the mean squared distance to the nearest centre. */
function lloyd(points: Points, centres: Float64Array, states: number, rounds: number): number {
  const d = points.columns.length;
  let within = 0;
  for (let round = 0; round < rounds; round++) {
    const sums = new Float64Array(states * d);
    const sizes = new Float64Array(states);
    within = 0;
    for (let i = 0; i < points.rows; i++) {
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let k = 0; k < states; k++) {
        const distance = squaredDistance(points, i, centres, k);
        if (distance < least) [best, least] = [k, distance];
      }
      within += least;
      sizes[best] = (sizes[best] as number) + 1;
      for (let j = 0; j < d; j++) sums[best * d + j] = (sums[best * d + j] as number) + (points.x[i * d + j] as number);
    }
    for (let k = 0; k < states; k++) {
      if (sizes[k] === 0) continue;
      for (let j = 0; j < d; j++) centres[k * d + j] = (sums[k * d + j] as number) / (sizes[k] as number);
    }
  }
  return within / points.rows;
}

/** Finds centres of the numeric children of the model's one latent; null where the model is of another shape. */
export function chooseCentres(problem: Problem, random: Random): Centres | null {
  const cluster = findCluster(problem);
  if (!cluster) return null;
  const hard = problem.plan.method === "hard-em";
  const points = standardise(cluster.columns, random, hard);
  if (points.rows === 0) return null;
  const states = cluster.latent.states as number;
  const centres = seed(points, states, random);
  const within = lloyd(points, centres, states, hard ? 0 : ROUNDS);
  const d = points.columns.length;
  return {
    columns: cluster.columns,
    at: (k, j) => (centres[k * d + j] as number) * (points.sd[j] as number) + (points.mean[j] as number),
    shrink: hard ? 1 : Math.max(0.01, Math.min(1, within / d)),
  };
}
