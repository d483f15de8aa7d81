import { type Diagnostic, printJson, renderScoreReport, tryScore } from "../driver.ts";
import { lineWidth, showsColour } from "../io.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { nameOf, readData, readModel, readParams, refuseTwoStreams } from "../read-inputs.ts";
import { budgetOption, readingOptions } from "../reading-options.ts";
import { optionText, type Request } from "../request.ts";
import { status } from "../status.ts";
import { unwrap } from "../usage.ts";

/** `pgm score`: the log-likelihood of data at given parameters. With `--quiet` only the number. */
export async function score(request: Request): Promise<number> {
  const { io } = request;
  const path = optionText(request, "data") ?? "";
  refuseTwoStreams({ "the model": request.args[0], "the data": path, "the parameters": optionText(request, "params") });
  const options = { ...readingOptions(request), ...budgetOption(request) };
  const findings: Diagnostic[] = [];
  const model = await readModel(request, findings);
  const params = await readParams(request, "params");
  const data = await readData(request, path, findings);
  const result = unwrap(await tryScore(model, data, { ...options, ...(params ? { params } : {}) }), findings);
  printDiagnostics(findings, io, request);
  if (request.json) io.stdout.write(`${printJson(result)}\n`);
  else if (request.quiet) io.stdout.write(`${result.logLik ?? "-inf"}\n`);
  else {
    const layout = { width: lineWidth(io.stdout), colour: showsColour(io.stdout, io.env) };
    io.stdout.write(renderScoreReport(result, { ...layout, model: model.name, data: nameOf(path) }));
  }
  return status.done;
}
