import { CommandError } from "../command-error.ts";
import { type Diagnostic, diagnostic, printJson, tryFormat } from "../driver.ts";
import { openOutput } from "../output-file.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { nameOf, readText } from "../read-inputs.ts";
import type { Request } from "../request.ts";
import { status } from "../status.ts";

interface Formatted {
  readonly path: string;
  readonly before: string;
  /** Null where the file cannot be read or parsed. */
  readonly after: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** `pgm format`: rewrites files in the canonical layout, or with `--check` lists those that are not in it. */
export async function formatFiles(request: Request): Promise<number> {
  const files: Formatted[] = [];
  for (const path of request.args) files.push(await formatFile(path, request));
  const checks = request.options.check === true;
  const unlike = files.filter(({ before, after }) => after !== null && after !== before);
  if (!checks) write(files, request);
  const complaints = checks ? unlike.map(({ path }) => diagnostic("not-formatted", { path: nameOf(path) }) as Diagnostic) : [];
  const findings = [...files.flatMap(({ diagnostics }) => diagnostics), ...complaints];
  printDiagnostics(findings, request.io, request);
  if (request.json) request.io.stdout.write(`${printJson(document(files, checks))}\n`);
  const failed = complaints.length > 0 || files.some(({ after }) => after === null);
  return failed ? status.mistake : status.done;
}

async function formatFile(path: string, request: Request): Promise<Formatted> {
  try {
    const before = await readText(path, "the model", request.io);
    const result = tryFormat({ name: nameOf(path), text: before });
    return { path, before, after: result.ok ? result.value : null, diagnostics: result.ok ? [] : result.diagnostics };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { path, before: "", after: null, diagnostics: error.diagnostics };
  }
}

/** Files that changed are rewritten; the text of standard input goes to standard output (into the document with `--json`). */
function write(files: readonly Formatted[], { io, json, quiet }: Request): void {
  for (const { path, before, after } of files) {
    if (after === null) continue;
    if (path === "-") {
      if (!json) io.stdout.write(after);
      continue;
    }
    if (after === before) continue;
    openOutput(path).commit(after);
    if (!json && !quiet) io.stdout.write(`${path}: rewritten\n`);
  }
}

function document(files: readonly Formatted[], checks: boolean): object {
  const state = ({ before, after }: Formatted): string => {
    if (after === null) return "error";
    if (after === before) return "unchanged";
    return checks ? "differs" : "rewritten";
  };
  const entries = files.map((file) => ({
    path: nameOf(file.path),
    state: state(file),
    ...(file.path === "-" && !checks && file.after !== null ? { text: file.after } : {}),
  }));
  return { schema: "platewise/format@1", files: entries };
}
