// The stages that answer questions of a model whose parameters are known, in one piece: the driver reads them when it is first asked.
export { runImpute } from "./impute.ts";
export { runInfer, runInferCase } from "./infer.ts";
export { inferResult } from "./infer-result.ts";
export { runSample } from "./sample.ts";
export { runScore } from "./score.ts";
