// What is needed only once something has gone wrong; read in one piece, and only then.
export { diagnosticsOf } from "./failure.ts";
export { printDiagnostics } from "./print-diagnostics.ts";
export { mistake, wrongUsage } from "./usage.ts";
export { usageError } from "./usage-diagnostic.ts";
