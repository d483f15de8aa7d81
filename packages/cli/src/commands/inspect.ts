import { type Diagnostic, inspect, printJson, stages } from "../driver.ts";
import { methodOption } from "../fit-options.ts";
import { choice } from "../option-values.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { readData, readModel, refuseTwoStreams } from "../read-inputs.ts";
import { budgetOption, readingOptions } from "../reading-options.ts";
import { optionText, type Request } from "../request.ts";
import { status } from "../status.ts";
import { unwrap } from "../usage.ts";

/** `pgm inspect`: one stage of a model's compilation, as text or JSON. */
export async function inspectStage(request: Request): Promise<number> {
  const path = optionText(request, "data");
  refuseTwoStreams({ "the model": request.args[0], "the data": path });
  const stage = choice(request, "stage", "--stage", stages) ?? "model";
  const method = methodOption(request) ?? "auto";
  const options = { ...readingOptions(request), ...budgetOption(request), stage, method };
  const findings: Diagnostic[] = [];
  const model = await readModel(request, findings);
  const data = path === undefined ? undefined : await readData(request, path, findings);
  const { text, json } = unwrap(await inspect(model, { ...options, ...(data ? { data } : {}) }), findings);
  printDiagnostics(findings, request.io, request);
  request.io.stdout.write(request.json ? `${printJson(json)}\n` : text.endsWith("\n") ? text : `${text}\n`);
  return status.done;
}
