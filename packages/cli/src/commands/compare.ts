import {
  type CompareOptions,
  type CompareResult,
  type Diagnostic,
  drawComparison,
  printJson,
  renderCompareReport,
  tryCompare,
} from "../driver.ts";
import { listenForInterrupts } from "../interruption.ts";
import { lineWidth, showsColour } from "../io.ts";
import { openResult } from "../open-result.ts";
import { wholeNumber } from "../option-values.ts";
import type { OutputFile } from "../output-file.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { nameOf, readData, readModel, readParams, refuseTwoStreams } from "../read-inputs.ts";
import { budgetOption, readingOptions } from "../reading-options.ts";
import { optionText, type Request } from "../request.ts";
import { status } from "../status.ts";
import { unwrap, wrongUsage } from "../usage.ts";

/** `pgm compare`: a model and its other form, fitted to the same data and set side by side; with `-o` also as a picture. */
export async function compare(request: Request): Promise<number> {
  const path = optionText(request, "data") ?? "";
  const files = { "the model": request.args[0], "the data": path, "the parameters": optionText(request, "init") };
  refuseTwoStreams(files);
  const options = compareOptions(request);
  const out = openPicture(request);
  const interruption = listenForInterrupts(request.io, files, () => out?.discard());
  try {
    const findings: Diagnostic[] = [];
    const model = await readModel(request, findings);
    const init = await readParams(request, "init");
    const data = await readData(request, path, findings);
    const asked = { ...options, ...(init ? { init } : {}), signal: interruption.signal, now: request.io.now };
    interruption.begin();
    const result = unwrap(await tryCompare(model, data, asked), findings);
    out?.commit(drawComparison(result));
    show(request, result, findings);
    return interruption.signal.aborted ? status.interrupted : status.done;
  } finally {
    interruption.end();
    out?.discard();
  }
}

function compareOptions(request: Request): CompareOptions {
  const given = {
    seed: wholeNumber(request, "seed", "--seed", 0),
    maxIterations: wholeNumber(request, "maxIter", "--max-iter", 0),
    row: wholeNumber(request, "row", "--row", 1),
  };
  const { row, ...rest } = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...rest, ...(row === undefined ? {} : { row: row - 1 }), ...readingOptions(request), ...budgetOption(request) };
}

function openPicture(request: Request): OutputFile | null {
  const path = optionText(request, "out");
  if (path === undefined) return null;
  if (!path.endsWith(".svg")) {
    throw wrongUsage("bad-option-value", { option: "-o", value: path, expected: "the path of a file that ends in .svg" });
  }
  return openResult(request, "-o", path);
}

function show(request: Request, result: CompareResult, findings: readonly Diagnostic[]): void {
  const { io } = request;
  printDiagnostics(findings, io, request);
  if (request.json) io.stdout.write(`${printJson(result)}\n`);
  else if (!request.quiet) {
    const layout = { width: lineWidth(io.stdout), colour: showsColour(io.stdout, io.env) };
    io.stdout.write(renderCompareReport(result, { ...layout, data: nameOf(optionText(request, "data") ?? "") }));
  }
}
