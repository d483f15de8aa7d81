export type * from "@platewise/core";
export { describeDiagnostic, diagnostic, renderDiagnostic } from "@platewise/core";
export type {
  ColumnLike,
  ColumnTemplate,
  LabelSet,
  NodeOptions,
  ParamOptions,
  PlateBody,
  PlateOptions,
  Scope,
  TableOptions,
  TypeOf,
  Value,
} from "@platewise/language";
export {
  abs,
  add,
  Bernoulli,
  Beta,
  Binomial,
  Categorical,
  column,
  covariance,
  Dirichlet,
  diagonal,
  different,
  divide,
  dot,
  Exponential,
  equal,
  exp,
  eye,
  Gamma,
  Geometric,
  InverseGamma,
  InverseWishart,
  int,
  Laplace,
  LogNormal,
  labels,
  log,
  Multinomial,
  MvNormal,
  matrix,
  multiply,
  NegativeBinomial,
  NoisyOr,
  Normal,
  negate,
  Poisson,
  positive,
  power,
  prev,
  probability,
  real,
  remainder,
  StudentT,
  sigmoid,
  simplex,
  softmax,
  spherical,
  sqrt,
  subtract,
  sum,
  Table,
  table,
  Uniform,
  uniform,
  VonMises,
  vector,
  zeros,
} from "@platewise/language";
export * from "./api/api.ts";
export { model, network } from "./api/builder.ts";
export * from "./api/compare.ts";
export { DiagnosticsError } from "./api/diagnostics-error.ts";
export type * from "./api/inference.ts";
export { type ConstantOverrides, type Model, modelOf, orThrow, parse, type SourceInput, tryParse } from "./api/model.ts";
export * from "./api/networks.ts";
export type {
  DataOptions,
  FitOptions,
  FitProgress,
  NodePosterior,
  ParamInput,
  ParamInputValue,
  ScoredRow,
  ScoreResult,
  SingularPolicy,
  StartStrategy,
} from "./api/options.ts";
export { bindData } from "./binding/index.ts";
export type * from "./compare/compare-result.ts";
export type { Reason, Theory } from "./compare/theory.ts";
export * from "./formats/index.ts";
export * from "./report/index.ts";
export * from "./sources/index.ts";
export { diagnosticJson } from "./stages/findings.ts";
export type { FitOutput } from "./stages/fit.ts";
export type { ImputeOptions, ImputeResult } from "./stages/impute.ts";
export { type Inspection, type InspectOptions, type Stage, stages } from "./stages/inspect.ts";
export type { SampleOptions, SampleResult } from "./stages/sample.ts";
export type { ScoreOptions } from "./stages/score.ts";
export { version } from "./stages/version.ts";
