export { domainsOf, nameAxes } from "./axis-meaning.ts";
export { renderFitReport } from "./fit-report.ts";
export { type InferReportOptions, renderInferReport } from "./infer-report.ts";
export { mpeLabels } from "./mpe-labels.ts";
export { printJson } from "./print-json.ts";
export type { ReportCommand, ReportOptions } from "./report-options.ts";
export { renderScoreReport } from "./score-report.ts";
export { plainStyle, type Style, styleFor } from "./style.ts";
export { tableJson } from "./table-json.ts";
