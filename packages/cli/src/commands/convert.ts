import { basename, extname } from "node:path";
import {
  type Diagnostic,
  findFormat,
  type Network,
  type NetworkModel,
  networkFormats,
  printJson,
  tryModelOfNetwork,
  tryNetworkOfModel,
  tryReadNetwork,
  tryWriteNetwork,
} from "../driver.ts";
import { choice } from "../option-values.ts";
import { type OutputFile, openOutput } from "../output-file.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { nameOf, readModel, readParams, readText, refuseTwoStreams } from "../read-inputs.ts";
import { optionText, type Request } from "../request.ts";
import { status } from "../status.ts";
import { mistake, unwrap, wrongUsage } from "../usage.ts";

/** What is converted: a format of networks by its name, a model, or a fit. */
type Kind = string;

const kinds: readonly Kind[] = [...networkFormats.map(({ name }) => name), "pgm", "fit"];

/** A text to be written, and where. */
interface Piece {
  readonly path: string;
  readonly text: string;
}

/** `pgm convert`: a network from one format into another; a model is written with its parameters beside it. */
export async function convert(request: Request): Promise<number> {
  const [input = "", output = ""] = request.args;
  const from = kindOf(request, "from", input);
  const to = kindOf(request, "to", output);
  refuseCall(request, from);
  const findings: Diagnostic[] = [];
  const network = await readInput(request, from, findings);
  const pieces = piecesOf({ network, to, output, name: fileName(input) }, findings);
  writePieces(pieces);
  printDiagnostics(findings, request.io, request);
  show(request, { from, to, network, pieces });
  return status.done;
}

/** The format of a file: what the option says, or else the ending of its name. */
function kindOf(request: Request, option: "from" | "to", path: string): Kind {
  const said = choice(request, option, `--${option}`, kinds);
  if (said !== undefined) return said;
  const ending = extname(path).slice(1).toLowerCase();
  if (ending === "pgm") return "pgm";
  if (ending === "json") return "fit";
  const found = findFormat(ending);
  if (found.ok) return found.value.name;
  throw mistake("network-format", { name: nameOf(path), known: kinds, near: null, option: `--${option}` });
}

function refuseCall(request: Request, from: Kind): void {
  const [params, model] = [optionText(request, "params"), optionText(request, "model")];
  refuseTwoStreams({ "the input": request.args[0], "the parameters": params, "the model": model });
  if (from === "fit" && model === undefined) {
    throw wrongUsage("missing-argument", { command: "convert", argument: "the option `--model <file>`, the model of the fit" });
  }
  const idle = from !== "pgm" && params !== undefined ? "--params" : from !== "fit" && model !== undefined ? "--model" : null;
  if (idle !== null) {
    const why = idle === "--params" ? "it is for models" : "it is for a fit.json";
    throw wrongUsage("options-exclude-each-other", { first: idle, second: `--from ${from}`, why });
  }
}

async function readInput(request: Request, from: Kind, findings: Diagnostic[]): Promise<Network> {
  const [input = ""] = request.args;
  if (from !== "pgm" && from !== "fit") {
    const text = await readText(input, "the network", request.io);
    return unwrap(tryReadNetwork({ name: nameOf(input), text }, { format: from }), findings);
  }
  const asked = from === "pgm" ? request : fitRequest(request, input);
  const model = await readModel(asked, findings);
  const params = await readParams(asked, "params");
  return unwrap(tryNetworkOfModel(model, params === undefined ? {} : { params }), findings);
}

/** `convert FIT --model MODEL` reads what `convert MODEL --params FIT` reads. */
const fitRequest = (request: Request, fit: string): Request => ({
  ...request,
  args: [optionText(request, "model") ?? ""],
  options: { ...request.options, params: fit },
});

/** The name of a file without folder and endings; the empty text for standard input. */
const fileName = (path: string): string => (path === "-" ? "" : basename(path).replace(/(\.fit)?\.[^.]*$/, ""));

interface Conversion {
  readonly network: Network;
  readonly to: Kind;
  readonly output: string;
  /** The name of the input's file, for a network that has none. */
  readonly name: string;
}

function piecesOf({ network, to, output, name }: Conversion, findings: Diagnostic[]): readonly Piece[] {
  const isNamed = network.name !== "" || name === "";
  if (to !== "pgm" && to !== "fit") {
    const format = unwrap(findFormat(to));
    const named = isNamed || format.nameless ? network : { ...network, name };
    return [{ path: output, text: unwrap(tryWriteNetwork(named, { format: format.name }), findings) }];
  }
  // The bnlearn repository calls every network `unknown`.
  const options = isNamed && (network.name !== "unknown" || name === "") ? {} : { name };
  const made: NetworkModel = unwrap(tryModelOfNetwork(network, options), findings);
  const fit = `${printJson(made.fit)}\n`;
  if (to === "fit") return [{ path: output, text: fit }];
  const text = String(made.model.source.text);
  if (output === "-") return [{ path: output, text }];
  return [
    { path: output, text },
    { path: `${output.replace(/\.pgm$/i, "")}.fit.json`, text: fit },
  ];
}

/** Writes all or, where one can't be opened, none. */
function writePieces(pieces: readonly Piece[]): void {
  const opened: { readonly file: OutputFile; readonly text: string }[] = [];
  try {
    for (const { path, text } of pieces) if (path !== "-") opened.push({ file: openOutput(path), text });
    for (const { file, text } of opened) file.commit(text);
  } finally {
    for (const { file } of opened) file.discard();
  }
}

interface Done {
  readonly from: Kind;
  readonly to: Kind;
  readonly network: Network;
  readonly pieces: readonly Piece[];
}

function show({ io, json, quiet }: Request, { from, to, network, pieces }: Done): void {
  const tables = network.kind === "directed" ? network.variables : network.factors;
  const numbers = tables.reduce((sum, { table }) => sum + table.length, 0);
  const counts = { variables: network.variables.length, tables: tables.length, numbers };
  const files = pieces.flatMap(({ path }) => (path === "-" ? [] : [path]));
  const printed = pieces.find(({ path }) => path === "-");
  if (json) {
    const text = printed === undefined ? {} : { text: printed.text };
    io.stdout.write(`${printJson({ schema: "platewise/convert@1", from, to, name: network.name, ...counts, files, ...text })}\n`);
  } else if (printed !== undefined) io.stdout.write(printed.text);
  else if (!quiet) io.stdout.write(`${files.join(", ")}: written (${counts.variables} variables, ${numbers} numbers)\n`);
}
