import { CommandError } from "../command-error.ts";
import { type Diagnostic, diagnosticJson, type Model, printJson, tryCheckData } from "../driver.ts";
import { countText, printDiagnostics } from "../print-diagnostics.ts";
import { nameOf, readData, readModel, refuseTwoStreams } from "../read-inputs.ts";
import { readingOptions } from "../reading-options.ts";
import { optionText, type Request } from "../request.ts";
import { status } from "../status.ts";
import { unwrap } from "../usage.ts";

/** `pgm check`: all diagnostics of a model and, with data, of the two together; a last line that counts them. */
export async function check(request: Request): Promise<number> {
  const findings: Diagnostic[] = [];
  const path = optionText(request, "data");
  refuseTwoStreams({ "the model": request.args[0], "the data": path });
  try {
    const options = readingOptions(request);
    const model = await readModel(request, findings);
    if (path !== undefined) unwrap(tryCheckData(model, await readData(request, path, findings), options), findings);
    report(request, findings, model);
    return status.done;
  } catch (error) {
    if (!(error instanceof CommandError) || error.status !== status.mistake) throw error;
    const all = [...new Set([...findings, ...error.diagnostics])];
    report(request, all, null);
    return status.mistake;
  }
}

function report(request: Request, findings: readonly Diagnostic[], model: Model | null): void {
  const { io, json, quiet } = request;
  printDiagnostics(findings, io, request);
  const name = nameOf(request.args[0] ?? "");
  if (json) {
    const document = { schema: "platewise/check@1", model: name, ok: model !== null, ...(model ? { summary: sizes(model) } : {}) };
    io.stdout.write(`${printJson({ ...document, diagnostics: findings.map(diagnosticJson) })}\n`);
  } else if (model === null) io.stderr.write(`\n${countText(findings)}\n`);
  else if (!quiet) io.stdout.write(`${name}: ${findings.length > 0 ? countText(findings) : "fine"} (${summary(model)})\n`);
}

function sizes({ template }: Model): { readonly nodes: number; readonly parameters: number; readonly plates: number } {
  return { nodes: template.nodes.length, parameters: template.params.length, plates: template.plates.length };
}

/** `3 nodes, 1 of them latent; 2 parameters; 1 plate`. */
function summary(model: Model): string {
  const { nodes, parameters, plates } = sizes(model);
  const count = (n: number, name: string): string => `${n} ${name}${n === 1 ? "" : "s"}`;
  const latent = model.template.nodes.filter((node) => node.role === "latent").length;
  const hidden = latent > 0 ? `, ${latent} of them latent` : "";
  return `${count(nodes, "node")}${hidden}; ${count(parameters, "parameter")}; ${count(plates, "plate")}`;
}
