import type { EvidenceValue, Inference } from "../api/inference.ts";
import { caseLines } from "./infer-case-report.ts";
import { rowsLines } from "./infer-rows-report.ts";
import { layoutOf, type ReportOptions } from "./report-options.ts";
import { wrap } from "./text-table.ts";

/** Layout of the report of `pgm infer`; `evidence` is what is known of the one case, null where there are rows of data. */
export interface InferReportOptions extends ReportOptions {
  readonly model: string;
  readonly evidence?: readonly (readonly [name: string, value: EvidenceValue])[] | null;
}

function valueText(value: EvidenceValue): string {
  if (Array.isArray(value)) return value.map((item) => item ?? "?").join(":");
  if (typeof value !== "object" || value === null) return String(value);
  if ("likelihoods" in value && Array.isArray(value.likelihoods)) return value.likelihoods.join(":");
  return `(${Object.entries(value)
    .map(([label, weight]) => `${label}:${weight}`)
    .join(", ")})`;
}

/** `given rain=yes, grass=wet`, or what is asked without any evidence. */
function evidenceText(evidence: NonNullable<InferReportOptions["evidence"]>): string {
  const known = evidence.filter(([, value]) => value !== null);
  if (known.length === 0) return "with nothing known";
  return `given ${known.map(([name, value]) => `${name}=${valueText(value)}`).join(", ")}`;
}

/** The text of `pgm infer`: for a case a table of its posterior with bars, for the rows of a table a summary. */
export function renderInferReport(inference: Inference, options: InferReportOptions): string {
  const layout = layoutOf(options);
  const { style, width } = layout;
  const { evidence = null, model, data } = options;
  const about = evidence ? ` ${evidenceText(evidence)}` : data === undefined ? "" : ` on ${data}`;
  const [first = "", ...rest] = wrap(`${model}${about}`, width, 2);
  const title = [`${style.bold(first.slice(0, model.length))}${first.slice(model.length)}`, ...rest];
  const lines = evidence ? caseLines(inference, layout) : rowsLines(inference, layout);
  return `${[...title, ...lines].join("\n")}\n`;
}
