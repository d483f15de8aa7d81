// The stages that no fit needs, in one piece: the driver reads them when one is first asked for.
export { runCompare } from "../compare/compare.ts";
export { runImpute } from "./impute.ts";
export { runInfer, runInferCase } from "./infer.ts";
export { inferResult } from "./infer-result.ts";
export { runSample } from "./sample.ts";
export { runScore } from "./score.ts";
