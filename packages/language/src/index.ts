export * from "./builder/index.ts";
export * from "./meaning/check.ts";
export * from "./syntax/format.ts";
export * from "./syntax/incremental.ts";
export { parse, parseRecovering, type RecoveredProgram } from "./syntax/parse.ts";
export * from "./syntax/program.ts";
