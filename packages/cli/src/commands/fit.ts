import {
  type Diagnostic,
  diagnosticJson,
  type FitOptions,
  type FitProgress,
  type FitResult,
  type Model,
  type NodePosterior,
  printJson,
  renderFitReport,
  tryFit,
} from "../driver.ts";
import { fitOptions } from "../fit-options.ts";
import { type Interruption, listenForInterrupts } from "../interruption.ts";
import { type Io, isLive, lineWidth, showsColour } from "../io.ts";
import { type LiveLine, liveLine, noLine } from "../live-line.ts";
import { isSameFile, openResult } from "../open-result.ts";
import type { OutputFile } from "../output-file.ts";
import { posteriorsCsv } from "../posteriors-csv.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { nameOf, readData, readModel, readParams, refuseTwoStreams } from "../read-inputs.ts";
import { optionText, type Request } from "../request.ts";
import { sizeToTry } from "../size-to-try.ts";
import { status } from "../status.ts";
import { unwrap, wrongUsage } from "../usage.ts";

interface Fitted {
  readonly result: FitResult;
  readonly posteriors: readonly NodePosterior[];
  readonly tableRows: number;
  readonly model: Model;
}

/** `pgm fit`: learns the parameters, writes them where asked, and prints the report. */
export async function fit(request: Request): Promise<number> {
  const files = { "the model": request.args[0], "the data": optionText(request, "data"), "the parameters": optionText(request, "init") };
  refuseTwoStreams(files);
  const options = fitOptions(request);
  const line = lineFor(request);
  const opened: OutputFile[] = [];
  const cleanUp = (): void => {
    line.erase();
    for (const file of opened) file.discard();
  };
  // Interrupts are heard from here on, so that one that comes early leaves no temporary file.
  const interruption = listenForInterrupts(request.io, files, cleanUp);
  try {
    const { out, posteriors } = openOutputs(request, opened);
    const findings: Diagnostic[] = [];
    const fitted = await learn(request, options, { line, findings, interruption });
    line.erase();
    out?.commit(`${printJson(fitted.result)}\n`);
    posteriors?.commit(posteriorsCsv(fitted.posteriors, fitted.tableRows));
    show(request, fitted, findings);
    return fitted.result.status === "interrupted" ? status.interrupted : status.done;
  } finally {
    interruption.end();
    cleanUp();
  }
}

function openOutputs(request: Request, opened: OutputFile[]): { readonly out?: OutputFile; readonly posteriors?: OutputFile } {
  const paths = { "--out": optionText(request, "out"), "--posteriors": optionText(request, "posteriors") };
  for (const [option, path] of Object.entries(paths)) {
    if (path === "-")
      throw wrongUsage("bad-option-value", { option, value: path, expected: "the path of a file (--json prints the result)" });
  }
  if (paths["--out"] !== undefined && paths["--posteriors"] !== undefined && isSameFile(paths["--out"], paths["--posteriors"])) {
    throw wrongUsage("options-exclude-each-other", { first: "--out", second: "--posteriors", why: "both name the same file" });
  }
  const open = (option: string, path: string): OutputFile => {
    const file = openResult(request, option, path);
    opened.push(file);
    return file;
  };
  return {
    ...(paths["--out"] === undefined ? {} : { out: open("--out", paths["--out"]) }),
    ...(paths["--posteriors"] === undefined ? {} : { posteriors: open("--posteriors", paths["--posteriors"]) }),
  };
}

interface Work {
  readonly line: LiveLine;
  readonly findings: Diagnostic[];
  readonly interruption: Interruption;
}

async function learn(request: Request, options: FitOptions, { line, findings, interruption }: Work): Promise<Fitted> {
  const model = await readModel(request, findings);
  const init = await readParams(request, "init");
  const data = await readData(request, optionText(request, "data") ?? "", findings);
  const read = findings.map(diagnosticJson);
  const posteriors = optionText(request, "posteriors") !== undefined;
  const tolerance = options.tolerance ?? (model.template.kind === "network" ? null : 1e-9);
  const onProgress = (progress: FitProgress): void => line.show(progress, tolerance);
  const { signal } = interruption;
  interruption.begin();
  const output = unwrap(await tryFit(model, data, { ...options, ...(init ? { init } : {}), signal, posteriors, onProgress }), findings);
  const result = { ...output.result, diagnostics: [...read, ...output.result.diagnostics] };
  return { ...output, result, tableRows: data.rows, model };
}

function lineFor({ io, json, quiet }: Request): LiveLine {
  return !json && !quiet && isLive(io.stderr, io.env) ? liveLine(io.stderr, io.now) : noLine;
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
  return renderFitReport(result, {
    width: lineWidth(io.stdout),
    colour: showsColour(io.stdout, io.env),
    data: nameOf(optionText(request, "data") ?? ""),
    template: model.template,
    command: {
      words: request.words,
      model: request.args[0] ?? "",
      out: optionText(request, "out") ?? null,
      sizes: sizeToTry(model),
    },
  });
}
