import type { DiagnosticJson, FitResult, Method, NetworkMethod, TemplateModel } from "@platewise/core";
import { domainsOf, nameAxes } from "./axis-meaning.ts";
import type { Block } from "./block.ts";
import { sparkline } from "./marks.ts";
import { momentSection } from "./moment-section.ts";
import { networkRows, type Row } from "./network-rows.ts";
import { networkMethodWords } from "./network-words.ts";
import { type NextStep, nextSteps } from "./next-steps.ts";
import { formatLog, formatNumber, plural } from "./numbers.ts";
import { parameterBlocks } from "./param-blocks.ts";
import { viewParams } from "./param-view.ts";
import { layoutOf, type ReportCommand, type ReportOptions } from "./report-options.ts";
import { runsTable } from "./runs-table.ts";
import { type TableLayout, textWidth, wrap } from "./text-table.ts";

/** Lines of parameters after which the rest are only named. */
const parameterLines = 60;

const methodNames: Readonly<Record<Exclude<Method, NetworkMethod>, string>> = {
  mle: "maximum likelihood",
  em: "EM",
  "hard-em": "hard EM",
};
/** The same where parameters have priors. */
const methodsWithPriors: typeof methodNames = {
  mle: "maximum a posteriori",
  em: "EM to the maximum a posteriori",
  "hard-em": "hard EM to the maximum a posteriori",
};
const isOfModels = (method: Method): method is Exclude<Method, NetworkMethod> => Object.hasOwn(methodNames, method);
function methodText({ method, network, logLikTrace }: FitResult): string {
  if (!isOfModels(method)) return networkMethodWords(method, network ?? {});
  return (logLikTrace === undefined ? methodNames : methodsWithPriors)[method];
}

const statusNames: Readonly<Record<FitResult["status"], string>> = {
  exact: "exact",
  converged: "converged",
  "max-iterations": "stopped at the iteration limit",
  interrupted: "interrupted",
  singular: "stopped at a singularity",
  stalled: "stopped where no step helps",
  unbounded: "stopped on the way to infinity",
};

/** The report of a fit that `pgm fit` prints: what was done, the parameters, how good they are, and what to do next. */
export function renderFitReport(given: FitResult, options: ReportOptions = {}): string {
  const layout = layoutOf(options);
  const { template } = options;
  const result = template ? { ...given, axes: nameAxes(given.axes, template), domains: domainsOf(template) } : given;
  const sections = [
    titleLines(result, options, layout),
    ...parameterSections(result, layout),
    momentSection(result, viewParams(result), layout),
    fitLines(result, countedText(result, template).includes("group") ? "group" : "row", layout),
    runsTable(result, layout),
    findingLines(result.diagnostics, layout),
    options.command ? nextLines(result, options.command, layout) : [],
  ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function titleLines(result: FitResult, options: ReportOptions, layout: TableLayout): string[] {
  const { style, width } = layout;
  const about = `${options.data === undefined ? "" : ` on ${options.data}`}, ${countedText(result, options.template)}`;
  const [method, ended] = [methodText(result), statusNames[result.status]];
  const steps = result.status === "exact" ? "" : ` after ${plural(result.iterations, "iteration")}`;
  const mark = result.status === "exact" || result.status === "converged" ? style.green : style.yellow;
  const name = `${style.bold(result.model)}${about}`;
  const end = `${mark(ended)}${steps}`;
  const room = width - textWidth(`${method}, ${ended}${steps}`);
  const head = room < 0 ? [name, ...wrap(`${method},`, width), end] : [name, `${method}, ${end}`];
  const fits = room >= textWidth(`${result.model}${about}: `);
  return [...(fits ? [head.join(": ")] : head), ...wrap(result.plan.reason, width).map(style.dim)];
}

/** `272 rows`, or `5 groups by round` where the outermost plate groups the rows. */
function countedText({ rows }: FitResult, template: TemplateModel | undefined): string {
  const by = template?.plates.find((plate) => plate.parent === null && plate.kind === "groups")?.by;
  return by ? `${plural(rows, "group")} by ${by}` : plural(rows, "row");
}

function parameterSections(result: FitResult, layout: TableLayout): string[][] {
  const blocks = parameterBlocks(viewParams(result), layout);
  const sections: string[][] = [];
  let lines = 0;
  for (const [at, block] of blocks.entries()) {
    if (at > 0 && lines + block.lines.length > parameterLines) return [...sections, restLines(blocks.slice(at), layout)];
    sections.push(blockLines(block, result, layout));
    lines += block.lines.length + 2;
  }
  return sections;
}

function blockLines(block: Block, result: FitResult, layout: TableLayout): string[] {
  const { style } = layout;
  const fixed = result.fixed.filter((name) => block.title.split(", ").includes(name));
  const notes = [block.note, fixed.length > 0 ? `${fixed.join(", ")} fixed in the model` : ""].filter((note) => note !== "");
  const title = `${style.bold(block.title)}${notes.length > 0 ? `  ${style.dim(notes.join("; "))}` : ""}`;
  const left = block.left === null ? [] : [`  ${style.dim(`… ${block.left} (all of it with --out FILE or --json)`)}`];
  return [...(block.title === "" ? [] : [title]), ...block.lines, ...left];
}

function restLines(blocks: readonly Block[], layout: TableLayout): string[] {
  const names = blocks.map((block) => block.title || "single numbers").join(", ");
  const text = `and ${plural(blocks.length, "more table")}: ${names} (all of them with --out FILE or --json)`;
  return wrap(text, layout.width, 2).map(layout.style.dim);
}

function fitLines(result: FitResult, unit: string, layout: TableLayout): string[] {
  const trace = result.network?.gradientTrace ?? result.trace;
  const rows: Row[] = [];
  if (trace.length > 1) rows.push([result.network?.gradientTrace ? "gradient" : "trace", traceText(trace, layout)]);
  rows.push(["stopped", result.stopReason]);
  rows.push(...(result.network ? networkRows(result, result.network, unit) : modelRows(result, unit)));
  return [layout.style.bold("fit"), ...pairs(rows, layout)];
}

function modelRows(result: FitResult, unit: string): readonly Row[] {
  const rows: Row[] = [];
  if (result.withinSS !== undefined) rows.push(["within-cluster sum of squares", formatNumber(result.withinSS)]);
  if (result.sizes) rows.push(["cluster sizes", result.sizes.join(", ")]);
  const perRow = result.rows > 0 ? `  (${formatNumber(result.logLik / result.rows)} per ${unit})` : "";
  rows.push(["log-likelihood", `${formatLog(result.logLik)}${perRow}`]);
  if (result.objective !== result.logLik) rows.push(["objective", formatLog(result.objective)]);
  rows.push(["free parameters", String(result.freeParameters)]);
  rows.push(["AIC, BIC", `${result.aic.toFixed(2)}, ${result.bic.toFixed(2)}  (smaller is better)`]);
  return rows;
}

/** Names on the left, texts on the right, wrapped under themselves. */
function pairs(rows: readonly Row[], layout: TableLayout): string[] {
  const width = Math.max(...rows.map(([name]) => textWidth(name)));
  return rows.flatMap(([name, text]) =>
    wrapped(text, layout.width - width - 4).map((line, at) => `  ${layout.style.dim((at === 0 ? name : "").padEnd(width))}  ${line}`),
  );
}

/** Wraps prose; a text with aligned spaces in it is left alone. */
const wrapped = (text: string, width: number): string[] => (text.includes("  ") ? [text] : wrap(text, width));

function traceText(trace: readonly number[], layout: TableLayout): string {
  const [first, last] = [formatLog(trace[0] ?? Number.NaN), formatLog(trace.at(-1) ?? Number.NaN)];
  const room = layout.width - textWidth(first) - textWidth(last) - 40;
  return `${first}  ${layout.style.cyan(sparkline(trace, Math.min(40, Math.max(8, room))))}  ${last}`;
}

/** Warnings and notes that came with the result. */
function findingLines(findings: readonly DiagnosticJson[], layout: TableLayout): string[] {
  return findings.flatMap((finding) => {
    const mark = finding.severity === "note" ? layout.style.cyan : layout.style.yellow;
    const [first = "", ...rest] = wrap(`${finding.severity}: ${finding.message}`, layout.width, 2);
    const help = finding.help === undefined ? [] : wrap(finding.help, layout.width - 2).map((line) => `  ${line}`);
    return [mark(`${finding.severity}:`) + first.slice(finding.severity.length + 1), ...rest, ...help];
  });
}

function nextLines(result: FitResult, command: ReportCommand, layout: TableLayout): string[] {
  const steps = nextSteps(result, command);
  if (steps.length === 0) return [];
  const names = Math.max(...steps.map((step) => textWidth(step.purpose)));
  const fits = steps.every((step) => textWidth(step.command) + names + 4 <= layout.width);
  const text = (step: NextStep): string => (fits ? step.command : step.short);
  const lines = steps.map((step) => `  ${layout.style.dim(step.purpose.padEnd(names))}  ${text(step)}`);
  return [layout.style.bold("next"), ...lines];
}
