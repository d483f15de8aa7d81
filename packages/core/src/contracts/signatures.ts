import type { NodeDomain } from "./domain.ts";

/** What shape an argument of a distribution must have. `size` is the child's length, `states` its number of states. */
export type ArgumentShape = "scalar" | "vector" | "matrix" | "simplex";

/** What values an argument may take. */
export type Support = "real" | "positive" | "nonnegative" | "probability" | "count" | "simplex" | "spread";

/** One parameter of a distribution. `spread` is a covariance, diagonal or spherical matrix. */
export interface SignatureArgument {
  readonly name: string;
  readonly shape: ArgumentShape;
  readonly support: Support;
  readonly optional?: boolean;
}

/**
 * How a distribution is called. `args` in positional order; `alternatives` maps a named argument onto the positional one
 * that it replaces (`variance` for `sd`). `child` is the kind of domain that the distribution implies for its node when
 * none is declared (`states` takes its size from the simplex, `vector` from the mean, `target` from what it is the prior of).
 */
export interface Signature {
  readonly name: string;
  readonly args: readonly SignatureArgument[];
  readonly alternatives: Readonly<Record<string, string>>;
  readonly child: NodeDomain["kind"] | "covariance" | "target";
}

const arg = (name: string, shape: ArgumentShape, support: Support): SignatureArgument => ({ name, shape, support });
const entry = (
  name: string,
  child: Signature["child"],
  args: SignatureArgument[],
  alternatives: Record<string, string> = {},
): Signature => ({
  name,
  args,
  alternatives,
  child,
});

/** Every distribution that the language knows, in the order of the reference (arguments as in Distributions.jl and Stan). */
export const signatures: readonly Signature[] = [
  entry("Bernoulli", "boolean", [arg("p", "scalar", "probability")]),
  entry("Binomial", "count", [arg("n", "scalar", "count"), arg("p", "scalar", "probability")]),
  entry("Categorical", "states", [arg("p", "simplex", "simplex")]),
  entry("Multinomial", "vector", [arg("n", "scalar", "count"), arg("p", "simplex", "simplex")]),
  entry("Poisson", "count", [arg("rate", "scalar", "positive")]),
  entry("Geometric", "count", [arg("p", "scalar", "probability")]),
  entry("NegativeBinomial", "count", [arg("r", "scalar", "positive"), arg("p", "scalar", "probability")]),
  entry("Normal", "real", [arg("mean", "scalar", "real"), arg("sd", "scalar", "positive")], { variance: "sd" }),
  entry("MvNormal", "vector", [arg("mean", "vector", "real"), arg("covariance", "matrix", "spread")]),
  entry("LogNormal", "positive", [arg("mean", "scalar", "real"), arg("sd", "scalar", "positive")], { variance: "sd" }),
  entry("StudentT", "real", [arg("df", "scalar", "positive"), arg("mean", "scalar", "real"), arg("scale", "scalar", "positive")]),
  entry("Laplace", "real", [arg("mean", "scalar", "real"), arg("scale", "scalar", "positive")]),
  entry("VonMises", "real", [arg("mean", "scalar", "real"), arg("concentration", "scalar", "positive")]),
  entry("Uniform", "real", [arg("low", "scalar", "real"), arg("high", "scalar", "real")]),
  entry("Exponential", "positive", [arg("rate", "scalar", "positive")]),
  entry("Gamma", "positive", [arg("shape", "scalar", "positive"), arg("rate", "scalar", "positive")]),
  entry("InverseGamma", "positive", [arg("shape", "scalar", "positive"), arg("scale", "scalar", "positive")]),
  entry("Beta", "probability", [arg("a", "scalar", "positive"), arg("b", "scalar", "positive")]),
  entry("Dirichlet", "simplex", [arg("alpha", "vector", "positive"), { ...arg("size", "scalar", "count"), optional: true }]),
  entry("InverseWishart", "covariance", [arg("df", "scalar", "positive"), arg("scale", "matrix", "spread")]),
];

/** The signature of a distribution by its name. */
export function findSignature(name: string): Signature | undefined {
  return signatures.find((signature) => signature.name === name);
}
