export type * from "@platewise/core";
export { describeDiagnostic, diagnostic, renderDiagnostic } from "@platewise/core";
export * from "./api/api.ts";
export { DiagnosticsError } from "./api/diagnostics-error.ts";
export { type ConstantOverrides, type Model, modelOf, orThrow, parse, type SourceInput, tryParse } from "./api/model.ts";
export type {
  DataOptions,
  FitOptions,
  FitProgress,
  NodePosterior,
  ParamInput,
  ParamInputValue,
  ScoreResult,
  SingularPolicy,
  StartStrategy,
} from "./api/options.ts";
export { bindData } from "./binding/index.ts";
export * from "./report/index.ts";
export * from "./sources/index.ts";
export { diagnosticJson } from "./stages/findings.ts";
export type { FitOutput } from "./stages/fit.ts";
export { type Inspection, type InspectOptions, type Stage, stages } from "./stages/inspect.ts";
export type { ScoreOptions } from "./stages/score.ts";
export { version } from "./stages/version.ts";
