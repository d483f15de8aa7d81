import {
  type AnyLike,
  callExpr,
  type IndexLike,
  type Law,
  type MatrixLike,
  type NumbersLike,
  type ScalarLike,
  type Shape,
  type SimplexLike,
  type SpreadLike,
  type VectorLike,
} from "./value.ts";

type Named = Readonly<Record<string, AnyLike>>;

function isNamed(given: unknown): given is Named {
  return typeof given === "object" && given !== null && !Array.isArray(given) && !("expr" in given) && !("law" in given);
}

/** Makes the law `name(…)`; a record at the end holds named arguments. */
function law<S extends Shape>(name: string, args: readonly (AnyLike | Named | undefined)[]): Law<S> {
  const present = args.filter((arg) => arg !== undefined);
  const positional = present.filter((arg): arg is AnyLike => !isNamed(arg));
  return Object.freeze({ law: callExpr(name, positional, Object.assign({}, ...present.filter(isNamed))) });
}

/** A family whose arguments are given in order, or all by name. */
type Family<A extends readonly AnyLike[], N, S extends Shape> = (...args: A | readonly [N]) => Law<S>;

function family<A extends readonly AnyLike[], N, S extends Shape>(name: string): Family<A, N, S> {
  return (...args) => law<S>(name, args as readonly (AnyLike | Named)[]);
}

type Spread = { readonly sd: ScalarLike; readonly variance?: never } | { readonly variance: ScalarLike; readonly sd?: never };
type Located<N extends string> =
  | readonly [mean: ScalarLike, spread: ScalarLike | Spread]
  | readonly [{ readonly [K in N]: ScalarLike } & Spread];

/** Two outcomes; `p` is the probability of the second one. */
export const Bernoulli = family<[p: ScalarLike], { p: ScalarLike }, "state">("Bernoulli");
/** The number of successes among `n`. */
export const Binomial = family<[n: ScalarLike, p: ScalarLike], { n: ScalarLike; p: ScalarLike }, "scalar">("Binomial");
/** One of K states with probabilities `p`. */
export const Categorical = family<[p: SimplexLike], { p: SimplexLike }, "state">("Categorical");
/** Counts of K states among `n`. */
export const Multinomial = family<[n: ScalarLike, p: SimplexLike], { n: ScalarLike; p: SimplexLike }, "vector">("Multinomial");
/** A count with the given mean. */
export const Poisson = family<[rate: ScalarLike], { rate: ScalarLike }, "scalar">("Poisson");
/** The number of failures before the first success. */
export const Geometric = family<[p: ScalarLike], { p: ScalarLike }, "scalar">("Geometric");
/** The number of failures before the `r`-th success. */
export const NegativeBinomial = family<[r: ScalarLike, p: ScalarLike], { r: ScalarLike; p: ScalarLike }, "scalar">("NegativeBinomial");
/** A vector with a mean and any kind of covariance. */
export const MvNormal = family<[mean: VectorLike, covariance: SpreadLike], { mean: VectorLike; covariance: SpreadLike }, "vector">(
  "MvNormal",
);
/** A number with degrees of freedom, a mean and a scale. */
export const StudentT = family<
  [df: ScalarLike, mean: ScalarLike, scale: ScalarLike],
  { df: ScalarLike; mean: ScalarLike; scale: ScalarLike },
  "scalar"
>("StudentT");
/** A number with a mean and a scale. */
export const Laplace = family<[mean: ScalarLike, scale: ScalarLike], { mean: ScalarLike; scale: ScalarLike }, "scalar">("Laplace");
/** An angle with a mean and a concentration. */
export const VonMises = family<[mean: ScalarLike, concentration: ScalarLike], { mean: ScalarLike; concentration: ScalarLike }, "scalar">(
  "VonMises",
);
/** A number between two others. */
export const Uniform = family<[low: ScalarLike, high: ScalarLike], { low: ScalarLike; high: ScalarLike }, "scalar">("Uniform");
/** A positive number with a rate. */
export const Exponential = family<[rate: ScalarLike], { rate: ScalarLike }, "scalar">("Exponential");
/** A positive number with a shape and a rate. */
export const Gamma = family<[shape: ScalarLike, rate: ScalarLike], { shape: ScalarLike; rate: ScalarLike }, "scalar">("Gamma");
/** A positive number with a shape and a scale. */
export const InverseGamma = family<[shape: ScalarLike, scale: ScalarLike], { shape: ScalarLike; scale: ScalarLike }, "scalar">(
  "InverseGamma",
);
/** A probability. */
export const Beta = family<[a: ScalarLike, b: ScalarLike], { a: ScalarLike; b: ScalarLike }, "scalar">("Beta");
/** A spread: the prior of a covariance. */
export const InverseWishart = family<
  [df: ScalarLike, scale: ScalarLike | MatrixLike],
  { df: ScalarLike; scale: ScalarLike | MatrixLike },
  "spread"
>("InverseWishart");

/** A number with a mean and a standard deviation, or with `{ variance }`. */
export function Normal(...args: Located<"mean">): Law<"scalar"> {
  return law("Normal", args as readonly (AnyLike | Named)[]);
}

/** A positive number whose logarithm is `Normal`. */
export function LogNormal(...args: Located<"mean">): Law<"scalar"> {
  return law("LogNormal", args as readonly (AnyLike | Named)[]);
}

/** A simplex; one number for `alpha` takes its size from the target, or from `size` where there is none. */
export function Dirichlet(alpha: ScalarLike | VectorLike, size?: ScalarLike): Law<"simplex"> {
  return law("Dirichlet", [alpha, size]);
}

/** What a table of probabilities may be given besides the parents. */
export interface TableOptions {
  readonly prior?: Law<"simplex">;
  readonly value?: NumbersLike;
}

/** A table of probabilities for each combination of the parents' states. */
export function Table(...args: readonly (IndexLike | TableOptions)[]): Law<"state"> {
  return law("Table", args as readonly (AnyLike | Named)[]);
}

/** Two outcomes, each parent being able to bring about the second one. */
export function NoisyOr(...args: readonly (IndexLike | Named)[]): Law<"state"> {
  return law("NoisyOr", args);
}
