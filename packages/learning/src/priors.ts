import type { CellPrior, Law, ParamDecl } from "@platewise/core";
import { cholesky, invertPositiveDefinite, lgamma, logDeterminantFromCholesky, logMultivariateGamma } from "@platewise/core";
import { evaluate, flatten, type ParameterEntry, type ParameterLayout, type Value } from "@platewise/graph";

function numbersOf(layout: ParameterLayout, law: Law, name: string): readonly number[] {
  const arg = law.args.find((a) => a.name === name);
  if (!arg) return [];
  const result = evaluate(arg.value, { layout, index: () => undefined, node: () => undefined });
  return result.kind === "value" ? flatten(result.value as Value) : [];
}

const fill = (values: readonly number[], length: number): Float64Array =>
  values.length === length ? Float64Array.from(values) : new Float64Array(length).fill(values[0] ?? 1);

function matrix(values: readonly number[], size: number): Float64Array {
  if (values.length === size * size) return Float64Array.from(values);
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) out[i * size + i] = values[0] ?? 1;
  return out;
}

/** The prior of every element of a parameter with its arguments as numbers; null where it has none. */
export function readPrior(layout: ParameterLayout, decl: ParamDecl): CellPrior | null {
  const law = decl.prior;
  if (!law) return null;
  const read = (name: string): readonly number[] => numbersOf(layout, law, name);
  const entry = layout.byName.get(decl.name) as ParameterEntry;
  if (law.family === "Dirichlet") return { family: law.family, args: [fill(read("alpha"), entry.length)] };
  if (law.family === "InverseWishart") {
    const size = decl.domain.kind === "covariance" ? decl.domain.size : 1;
    return { family: law.family, args: [fill(read("df"), 1), matrix(read("scale"), size)] };
  }
  return { family: law.family, args: law.args.map((arg) => Float64Array.from(read(arg.name))) };
}

const first = (prior: CellPrior, i: number): number => prior.args[i]?.[0] as number;

function logDirichlet(alpha: Float64Array, theta: Float64Array, at: number): number {
  let [sum, total] = [0, 0];
  alpha.forEach((a, i) => {
    total += a;
    sum += (a === 1 ? 0 : (a - 1) * Math.log(theta[at + i] as number)) - lgamma(a);
  });
  return sum + lgamma(total);
}

function logInverseWishart(prior: CellPrior, theta: Float64Array, at: number): number {
  const psi = prior.args[1] as Float64Array;
  const df = first(prior, 0);
  const d = Math.sqrt(psi.length);
  const lower = new Float64Array(d * d);
  const inverse = new Float64Array(d * d);
  cholesky(psi, 0, d, lower, 0);
  const logPsi = logDeterminantFromCholesky(lower, 0, d);
  if (!cholesky(theta, at, d, lower, 0) || !invertPositiveDefinite(theta, at, d, inverse, 0)) return -Infinity;
  let trace = 0;
  for (let i = 0; i < d * d; i++) trace += (psi[i] as number) * (inverse[i] as number);
  const logDet = logDeterminantFromCholesky(lower, 0, d);
  return 0.5 * df * logPsi - 0.5 * df * d * Math.LN2 - logMultivariateGamma(df / 2, d) - 0.5 * (df + d + 1) * logDet - 0.5 * trace;
}

/** Normalised log density of one element at `theta[at…]` under its prior (densities as in the language reference, no Jacobian). */
export function logPriorDensity(prior: CellPrior, theta: Float64Array, at: number): number {
  const x = theta[at] as number;
  const [a, b] = [first(prior, 0), prior.args[1] ? first(prior, 1) : 0];
  switch (prior.family) {
    case "Dirichlet":
      return logDirichlet(prior.args[0] as Float64Array, theta, at);
    case "Beta":
      return (a === 1 ? 0 : (a - 1) * Math.log(x)) + (b === 1 ? 0 : (b - 1) * Math.log1p(-x)) + lgamma(a + b) - lgamma(a) - lgamma(b);
    case "InverseWishart":
      return logInverseWishart(prior, theta, at);
    case "Gamma":
      return a * Math.log(b) - lgamma(a) + (a - 1) * Math.log(x) - b * x;
    case "InverseGamma":
      return a * Math.log(b) - lgamma(a) - (a + 1) * Math.log(x) - b / x;
    default:
      return -0.5 * Math.log(2 * Math.PI) - Math.log(b) - 0.5 * ((x - a) / b) ** 2;
  }
}
