import {
  type DataTable,
  type Diagnostic,
  fillText,
  type ImputeOptions,
  type Model,
  type SampleOptions,
  tableCsv,
  tableJson,
  toDataTable,
  tryImpute,
  trySample,
} from "../driver.ts";
import { openResult } from "../open-result.ts";
import { instanceCounts, wholeNumber } from "../option-values.ts";
import type { OutputFile } from "../output-file.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { nameOf, readBytes, readData, readModel, readParams, refuseTwoStreams } from "../read-inputs.ts";
import { budgetOption, readingOptions } from "../reading-options.ts";
import { optionNames, optionText, type Request } from "../request.ts";
import { status } from "../status.ts";
import { unwrap, wrongUsage } from "../usage.ts";

/** `pgm sample`: simulated rows, or with `--impute` a table's rows with their empty cells filled. */
export async function sample(request: Request): Promise<number> {
  refuseCall(request);
  const out = openOut(request);
  try {
    const findings: Diagnostic[] = [];
    const model = await readModel(request, findings);
    const params = await readParams(request, "params");
    const known = params ? { params } : {};
    const text =
      optionText(request, "impute") === undefined
        ? await simulate(request, model, known, findings)
        : await fill(request, model, known, findings);
    printDiagnostics(findings, request.io, request);
    if (out) out.commit(text);
    else request.io.stdout.write(text);
    return status.done;
  } finally {
    out?.discard();
  }
}

type Known = Pick<SampleOptions, "params">;

/** Options that make no sense beside one another, and a call that says neither how many rows nor which. */
function refuseCall(request: Request): void {
  const { impute, given, number, per } = request.options;
  const rows = "the rows are those of the table";
  const clash = (first: string, second: string, why = rows): never => {
    throw wrongUsage("options-exclude-each-other", { first, second, why });
  };
  if (impute !== undefined && number !== undefined) clash("--impute", "-n");
  if (impute !== undefined && given !== undefined) clash("--impute", "--given", "the table of `--impute` has the given columns, too");
  if (impute !== undefined && per !== undefined) clash("--impute", "--per");
  if (given !== undefined && per !== undefined) clash("--given", "--per");
  if (impute === undefined && given === undefined && number === undefined) {
    throw wrongUsage("missing-argument", {
      command: "sample",
      argument: "the number of rows, `-n N` (or a table, with `--given` or `--impute`)",
    });
  }
  const [model, parameters] = [request.args[0], optionText(request, "params")];
  refuseTwoStreams({
    "the model": model,
    "the parameters": parameters,
    "the data": optionText(request, "impute") ?? optionText(request, "given"),
  });
}

function openOut(request: Request): OutputFile | null {
  const path = optionText(request, "out");
  if (path === "-") {
    throw wrongUsage("bad-option-value", {
      option: "--out",
      value: path,
      expected: "the path of a file (without it the rows are printed)",
    });
  }
  return path === undefined ? null : openResult(request, "--out", path);
}

const seedOf = (request: Request): { readonly seed?: number } => {
  const seed = wholeNumber(request, "seed", "--seed", 0);
  return seed === undefined ? {} : { seed };
};

async function simulate(request: Request, model: Model, known: Known, findings: Diagnostic[]): Promise<string> {
  const n = wholeNumber(request, "number", "-n", 1);
  const path = optionText(request, "given");
  const options: SampleOptions = {
    ...known,
    ...seedOf(request),
    ...budgetOption(request),
    ...(n === undefined ? {} : { n }),
    ...(path === undefined ? {} : { given: await readData(request, path, findings) }),
    per: instanceCounts(request, "per", "--per"),
    latents: request.options.latents !== false,
  };
  const { table, ...fields } = unwrap(await trySample(model, options), findings);
  return request.json ? `${tableJson(fields, table)}\n` : tableCsv(table);
}

async function fill(request: Request, model: Model, known: Known, findings: Diagnostic[]): Promise<string> {
  const path = optionText(request, "impute") ?? "";
  const bytes = await readBytes(path, request.io);
  const missing = optionNames(request, "missing");
  const data: DataTable = unwrap(toDataTable(bytes, { name: nameOf(path), missing }), findings);
  const options: ImputeOptions = { ...known, ...seedOf(request), ...readingOptions(request), ...budgetOption(request) };
  const { table, ...fields } = unwrap(await tryImpute(model, data, options), findings);
  return request.json ? `${tableJson(fields, table)}\n` : fillText(bytes, data, table);
}
