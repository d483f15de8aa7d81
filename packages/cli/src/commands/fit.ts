import {
  type Diagnostic,
  diagnosticJson,
  type FitOptions,
  type FitResult,
  type Model,
  type NodePosterior,
  printJson,
  renderFitReport,
  tryFit,
} from "../driver.ts";
import { fitOptions } from "../fit-options.ts";
import { listenForInterrupts } from "../interruption.ts";
import { type Io, isLive, lineWidth, showsColour } from "../io.ts";
import { type LiveLine, liveLine, noLine } from "../live-line.ts";
import { type OutputFile, openOutput } from "../output-file.ts";
import { posteriorsCsv } from "../posteriors-csv.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { nameOf, readData, readModel, readParams, refuseTwoStreams } from "../read-inputs.ts";
import { optionText, type Request } from "../request.ts";
import { status } from "../status.ts";
import { valueOf, wrongUsage } from "../usage.ts";

/** Files that a fit writes, open before it starts. */
interface Outputs {
  readonly out: OutputFile | null;
  readonly posteriors: OutputFile | null;
}

interface Fitted {
  readonly result: FitResult;
  readonly posteriors: readonly NodePosterior[];
  readonly tableRows: number;
  readonly model: Model;
}

/** `pgm fit`: learns the parameters, writes them where asked, and prints the report. */
export async function fit(request: Request): Promise<number> {
  refuseTwoStreams({
    "the model": request.args[0],
    "the data": optionText(request, "data"),
    "the parameters": optionText(request, "init"),
  });
  const options = fitOptions(request);
  const outputs = openOutputs(request);
  const discard = (): void => [outputs.out, outputs.posteriors].forEach((file) => file?.discard());
  try {
    const findings: Diagnostic[] = [];
    const fitted = await learn(request, options, findings, discard);
    outputs.out?.commit(`${printJson(fitted.result)}\n`);
    outputs.posteriors?.commit(posteriorsCsv(fitted.posteriors, fitted.tableRows));
    show(request, fitted, findings);
    return fitted.result.status === "interrupted" ? status.interrupted : status.done;
  } finally {
    discard();
  }
}

function openOutputs(request: Request): Outputs {
  const paths = { "--out": optionText(request, "out"), "--posteriors": optionText(request, "posteriors") };
  for (const [option, path] of Object.entries(paths)) {
    if (path === "-")
      throw wrongUsage("bad-option-value", { option, value: path, expected: "the path of a file (--json prints the result)" });
  }
  if (paths["--out"] !== undefined && paths["--out"] === paths["--posteriors"]) {
    throw wrongUsage("options-exclude-each-other", { first: "--out", second: "--posteriors", why: "both name the same file" });
  }
  const out = paths["--out"] === undefined ? null : openOutput(paths["--out"]);
  try {
    return { out, posteriors: paths["--posteriors"] === undefined ? null : openOutput(paths["--posteriors"]) };
  } catch (error) {
    out?.discard();
    throw error;
  }
}

async function learn(request: Request, options: FitOptions, findings: Diagnostic[], discard: () => void): Promise<Fitted> {
  const model = await readModel(request, findings);
  const init = await readParams(request, "init");
  const data = await readData(request, optionText(request, "data") ?? "", findings);
  const read = findings.map(diagnosticJson);
  const line = lineFor(request, options);
  const interruption = listenForInterrupts(request.io, () => {
    line.erase();
    discard();
  });
  try {
    const posteriors = optionText(request, "posteriors") !== undefined;
    const asked = { ...options, ...(init ? { init } : {}), posteriors, signal: interruption.signal, onProgress: line.show };
    const output = valueOf(await tryFit(model, data, asked), findings);
    const result = { ...output.result, diagnostics: [...read, ...output.result.diagnostics] };
    return { ...output, result, tableRows: data.rows, model };
  } finally {
    interruption.end();
    line.erase();
  }
}

function lineFor({ io, json, quiet }: Request, options: FitOptions): LiveLine {
  return !json && !quiet && isLive(io.stderr, io.env) ? liveLine(io.stderr, io.now, options.tolerance ?? 1e-9) : noLine;
}

function show(request: Request, { result, model }: Fitted, findings: readonly Diagnostic[]): void {
  const { io } = request;
  if (request.json) {
    printDiagnostics(findings, io, request);
    io.stdout.write(`${printJson(result)}\n`);
  } else if (!request.quiet) io.stdout.write(report(request, result, model, io));
}

/** The report; it holds the warnings and notes too, so that they are not said twice. */
function report(request: Request, result: FitResult, model: Model, io: Io): string {
  const sizes = model.template.constants
    .filter(({ value }) => Number.isInteger(value))
    .map(({ name, value }) => [name, Number(value)] as const);
  return renderFitReport(result, {
    width: lineWidth(io.stdout),
    colour: showsColour(io.stdout, io.env),
    data: nameOf(optionText(request, "data") ?? ""),
    command: {
      words: request.words,
      model: request.args[0] ?? "",
      out: optionText(request, "out") ?? null,
      sizes: Object.fromEntries(sizes),
    },
  });
}
