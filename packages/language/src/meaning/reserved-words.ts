import { type Operator, signatures } from "@platewise/core";

/** Words that introduce or join statements; they are reserved as names of nodes and parameters. */
export const keywords: readonly string[] = [
  "model",
  "network",
  "const",
  "type",
  "param",
  "given",
  "observed",
  "latent",
  "initial",
  "let",
  "plate",
  "chain",
  "factor",
  "prev",
  "from",
  "by",
  "in",
  "for",
  "weighted",
  "init",
  "sum",
];

/** Words for domains with the number of arguments that each takes. */
export const typeWords: ReadonlyMap<string, number> = new Map([
  ["real", 0],
  ["positive", 0],
  ["probability", 0],
  ["int", 0],
  ["vector", 1],
  ["matrix", 2],
  ["simplex", 1],
  ["covariance", 1],
  ["diagonal", 1],
  ["spherical", 1],
]);

/** Names of distributions, with the two that are not in the table of signatures because their arguments vary. */
export const distributionNames: readonly string[] = [...signatures.map((signature) => signature.name), "Table", "NoisyOr"];

/** Functions of expressions with their number of arguments. */
export const functionArity: ReadonlyMap<string, number> = new Map<Operator, number>([
  ["exp", 1],
  ["log", 1],
  ["sqrt", 1],
  ["abs", 1],
  ["sigmoid", 1],
  ["softmax", 1],
  ["dot", 2],
  ["uniform", 1],
  ["zeros", 1],
  ["eye", 1],
]);

const families = new Set(distributionNames);
const words = new Set(keywords);

/** What a reserved word is; null for a name that is free. */
export function reservedAs(name: string): "keyword" | "distribution" | "type" | null {
  if (words.has(name)) return "keyword";
  if (families.has(name)) return "distribution";
  return typeWords.has(name) ? "type" : null;
}

/** Whether a name is that of a distribution. */
export function isDistribution(name: string): boolean {
  return families.has(name);
}

/** Names that other programs use for what this language calls differently. */
export const synonyms: Readonly<Record<"distribution" | "type" | "argument" | "function", ReadonlyMap<string, string>>> = {
  distribution: new Map([
    ["Gaussian", "Normal"],
    ["N", "Normal"],
    ["MultivariateNormal", "MvNormal"],
    ["MVN", "MvNormal"],
    ["MultiNormal", "MvNormal"],
    ["Discrete", "Categorical"],
    ["Cat", "Categorical"],
    ["Student", "StudentT"],
    ["StudentsT", "StudentT"],
    ["TDist", "StudentT"],
    ["DoubleExponential", "Laplace"],
    ["InvGamma", "InverseGamma"],
    ["InvWishart", "InverseWishart"],
    ["Wishart", "InverseWishart"],
    ["Flip", "Bernoulli"],
    ["CPT", "Table"],
    ["table", "Table"],
    ["NegBinomial", "NegativeBinomial"],
    ["Exp", "Exponential"],
    ["dnorm", "Normal"],
    ["dmnorm", "MvNormal"],
    ["dcat", "Categorical"],
    ["dbern", "Bernoulli"],
    ["dbin", "Binomial"],
    ["dbinom", "Binomial"],
    ["dpois", "Poisson"],
    ["dmulti", "Multinomial"],
    ["dgamma", "Gamma"],
    ["dbeta", "Beta"],
    ["dexp", "Exponential"],
    ["dunif", "Uniform"],
    ["dt", "StudentT"],
    ["ddexp", "Laplace"],
    ["dnegbin", "NegativeBinomial"],
    ["ddirch", "Dirichlet"],
    ["multi_normal", "MvNormal"],
    ["neg_binomial", "NegativeBinomial"],
    ["student_t", "StudentT"],
    ["double_exponential", "Laplace"],
    ["inv_gamma", "InverseGamma"],
    ["inv_wishart", "InverseWishart"],
    ["von_mises", "VonMises"],
  ]),
  type: new Map([
    ["float", "real"],
    ["bool", "{false, true}"],
    ["boolean", "{false, true}"],
    ["double", "real"],
    ["number", "real"],
    ["integer", "int"],
    ["cov", "covariance"],
    ["prob", "probability"],
    ["vec", "vector"],
    ["cov_matrix", "covariance"],
    ["unit", "probability"],
    ["nonnegative", "positive"],
    ["diag", "diagonal"],
  ]),
  argument: new Map([
    ["mu", "mean"],
    ["loc", "mean"],
    ["location", "mean"],
    ["sigma", "sd"],
    ["std", "sd"],
    ["scale", "sd"],
    ["stdev", "sd"],
    ["var", "variance"],
    ["cov", "covariance"],
    ["lambda", "rate"],
    ["prob", "p"],
    ["probs", "p"],
    ["probability", "p"],
    ["alpha", "a"],
    ["beta", "b"],
    ["nu", "df"],
    ["kappa", "concentration"],
    ["trials", "n"],
    ["Sigma", "covariance"],
    ["weights", "p"],
    ["k", "shape"],
    ["\u03bc", "mean"],
    ["\u03c3", "sd"],
    ["\u03a3", "covariance"],
    ["\u03bb", "rate"],
    ["\u03b8", "p"],
    ["\u03b1", "a"],
    ["\u03b2", "b"],
    ["\u03bd", "df"],
    ["\u03ba", "concentration"],
  ]),
  function: new Map([
    ["ln", "log"],
    ["logistic", "sigmoid"],
    ["expit", "sigmoid"],
    ["invlogit", "sigmoid"],
    ["identity", "eye"],
    ["zero", "zeros"],
  ]),
};
