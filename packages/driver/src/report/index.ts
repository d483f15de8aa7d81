export { domainsOf, nameAxes } from "./axis-meaning.ts";
export { renderFitReport } from "./fit-report.ts";
export { printJson } from "./print-json.ts";
export type { ReportCommand, ReportOptions } from "./report-options.ts";
export { renderScoreReport } from "./score-report.ts";
export { plainStyle, type Style, styleFor } from "./style.ts";
