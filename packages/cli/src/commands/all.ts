// Every command that is there. One file is read sooner than the many that they would share if each were loaded alone.
export { check } from "./check.ts";
export { compare } from "./compare.ts";
export { convert } from "./convert.ts";
export { fit } from "./fit.ts";
export { formatFiles } from "./format.ts";
export { infer } from "./infer.ts";
export { inspectStage } from "./inspect.ts";
export { sample } from "./sample.ts";
export { score } from "./score.ts";
