import {
  type Diagnostic,
  type InferOptions,
  type InferOutput,
  type Model,
  type Outcome,
  printJson,
  renderInferReport,
  tryInfer,
  tryInferCase,
} from "../driver.ts";
import { type EvidencePair, evidenceFiles, namedEvidence, readEvidence } from "../evidence-option.ts";
import { inferenceCsv } from "../inference-csv.ts";
import { lineWidth, showsColour } from "../io.ts";
import { openResult } from "../open-result.ts";
import type { OutputFile } from "../output-file.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { nameOf, readData, readModel, readParams, refuseTwoStreams } from "../read-inputs.ts";
import { budgetOption, readingOptions } from "../reading-options.ts";
import { optionText, optionTexts, type Request } from "../request.ts";
import { status } from "../status.ts";
import { unwrap, wrongUsage } from "../usage.ts";

/** `pgm infer`: posteriors of the rows of a table, or of one case that `--evidence` and `--soft` describe. */
export async function infer(request: Request): Promise<number> {
  refuseCall(request);
  const out = openOut(request);
  try {
    const findings: Diagnostic[] = [];
    const read = await readEvidence(request);
    const model = await readModel(request, findings);
    const evidence = read && namedEvidence(model, read);
    const output = unwrap(await answer(request, model, evidence, findings), findings);
    out?.commit(out.path.endsWith(".json") ? `${printJson(output.result)}\n` : inferenceCsv(output.inference));
    show(request, model, evidence, output, findings);
    return status.done;
  } finally {
    out?.discard();
  }
}

function refuseCall(request: Request): void {
  const data = optionText(request, "data");
  const isCase = optionTexts(request, "evidence").length + optionTexts(request, "soft").length > 0;
  if (data === undefined && !isCase) {
    const argument = "the rows of `--data <file>`, or one case with `--evidence` (`--evidence ''` asks for the prior)";
    throw wrongUsage("missing-argument", { command: "infer", argument });
  }
  if (data !== undefined && isCase) {
    const why = "a case is described by its evidence, a row of data by its cells";
    const first = optionTexts(request, "evidence").length > 0 ? "--evidence" : "--soft";
    throw wrongUsage("options-exclude-each-other", { first, second: "--data", why });
  }
  const cases = Object.fromEntries(evidenceFiles(request).map((path, i) => [i === 0 ? "the case" : `case ${i + 1}`, path]));
  refuseTwoStreams({ "the model": request.args[0], "the data": data, "the parameters": optionText(request, "params"), ...cases });
}

function openOut(request: Request): OutputFile | null {
  const path = optionText(request, "out");
  if (path === undefined) return null;
  if (!/\.(csv|json)$/.test(path)) {
    throw wrongUsage("bad-option-value", { option: "--out", value: path, expected: "the path of a file that ends in .csv or .json" });
  }
  return openResult(request, "--out", path);
}

const listOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:[^,[]|\[[^\]]*\])+/g)].map(([name]) => name.trim()).filter((name) => name !== "");

async function answer(
  request: Request,
  model: Model,
  evidence: readonly EvidencePair[] | null,
  findings: Diagnostic[],
): Promise<Outcome<InferOutput>> {
  const params = await readParams(request, "params");
  const options: InferOptions = {
    ...readingOptions(request),
    ...budgetOption(request),
    ...(params ? { params } : {}),
    mpe: request.options.mpe === true,
    joints: optionTexts(request, "joint").map(listOf),
  };
  if (evidence) return tryInferCase(model, evidence, options);
  return tryInfer(model, await readData(request, optionText(request, "data") ?? "", findings), options);
}

function show(
  request: Request,
  model: Model,
  evidence: readonly EvidencePair[] | null,
  { inference, result }: InferOutput,
  findings: readonly Diagnostic[],
): void {
  const { io } = request;
  printDiagnostics(findings, io, request);
  if (request.json) io.stdout.write(`${printJson(result)}\n`);
  else if (!request.quiet) {
    const layout = { width: lineWidth(io.stdout), colour: showsColour(io.stdout, io.env) };
    const data = optionText(request, "data");
    const about = { model: model.name, evidence, ...(data === undefined ? {} : { data: nameOf(data) }) };
    io.stdout.write(renderInferReport(inference, { ...layout, ...about }));
  }
}
