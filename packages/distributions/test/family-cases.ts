import type { Family, FamilyShape, Random } from "@platewise/core";
import { bernoulli, binomial, categorical, mvNormal, normal, poisson } from "../src/index.ts";

/** A use of a family that the conformance suite draws arguments for. */
export interface FamilyCase {
  readonly label: string;
  readonly family: Family;
  readonly shape: FamilyShape;
  readonly draw: (random: Random) => readonly Float64Array[];
}

const scalar = (x: number): Float64Array => Float64Array.of(x);

function covariance(random: Random, d: number): Float64Array {
  const l = Array.from({ length: d }, (_, i) =>
    Array.from({ length: d }, (_unused, j) => (j < i ? 0.4 * random.normal() : j === i ? 0.5 + random.next() : 0)),
  );
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) for (let k = 0; k < d; k++) out[i * d + j]! += (l[i]?.[k] ?? 0) * (l[j]?.[k] ?? 0);
  return out;
}

function simplex(random: Random, k: number): Float64Array {
  const out = new Float64Array(k);
  random.dirichlet(new Float64Array(k).fill(3), out);
  return out;
}

const vector = (random: Random, d: number): Float64Array => Float64Array.from({ length: d }, () => 2 * random.normal());

/** One entry per family and form; the suite asserts that every family of the list is here. */
export const familyCases: readonly FamilyCase[] = [
  { label: "Bernoulli", family: bernoulli, shape: { length: 2, spread: "none" }, draw: (r) => [scalar(0.1 + 0.8 * r.next())] },
  { label: "Binomial of 7", family: binomial, shape: { length: 7, spread: "none" }, draw: (r) => [scalar(0.1 + 0.8 * r.next())] },
  { label: "Categorical of 4", family: categorical, shape: { length: 4, spread: "none" }, draw: (r) => [simplex(r, 4)] },
  { label: "Poisson", family: poisson, shape: { length: 1, spread: "none" }, draw: (r) => [scalar(0.3 + 5 * r.next())] },
  { label: "Normal by sd", family: normal, shape: { length: 1, spread: "sd" }, draw: (r) => [vector(r, 1), scalar(0.3 + r.next())] },
  {
    label: "Normal by variance",
    family: normal,
    shape: { length: 1, spread: "variance" },
    draw: (r) => [vector(r, 1), scalar(0.3 + r.next())],
  },
  ...[1, 2, 3, 5, 8, 10].map(
    (d): FamilyCase => ({
      label: `MvNormal of ${d}`,
      family: mvNormal,
      shape: { length: d, spread: "covariance" },
      draw: (r) => [vector(r, d), covariance(r, d)],
    }),
  ),
  {
    label: "diagonal MvNormal of 3",
    family: mvNormal,
    shape: { length: 3, spread: "diagonal" },
    draw: (r) => [vector(r, 3), Float64Array.from({ length: 3 }, () => 0.3 + r.next())],
  },
  {
    label: "spherical MvNormal of 3",
    family: mvNormal,
    shape: { length: 3, spread: "spherical" },
    draw: (r) => [vector(r, 3), scalar(0.3 + r.next())],
  },
];
