import type { BoundData, Diagnostic, DiagnosticJson, TemplateModel } from "@platewise/core";
import { describeDiagnostic, diagnostic, lineColumn } from "@platewise/core";
import type { Finding, Learned } from "@platewise/learning";

function fromFinding(finding: Finding): Diagnostic {
  const severity = "warning";
  switch (finding.kind) {
    case "symmetric-start":
      return diagnostic("symmetric-start", { latents: finding.latents }, { severity: "note" });
    case "one-start":
      return diagnostic("one-start", { restarts: finding.restarts }, { severity: "note" });
    case "emptied":
      return diagnostic("component-emptied", { params: finding.params, count: finding.count }, { severity: "note" });
    case "floored":
      return diagnostic("spread-floored", { params: finding.params, count: finding.count, matrix: finding.matrix }, { severity });
    case "restarted":
      return diagnostic("run-restarted", { run: finding.run, params: finding.params, attempts: finding.attempts }, { severity: "note" });
    case "prior-added":
      return diagnostic("prior-added", { params: finding.params }, { severity });
  }
}

/** What a fit has to tell besides its result, once each. */
export function findingsOf(learned: Learned): readonly Diagnostic[] {
  const all = learned.findings.map(fromFinding);
  const { run } = learned;
  if (run.status === "max-iterations" && run.iterations > 0) {
    const change = (run.trace.at(-1) as number) - (run.trace.at(-2) as number);
    all.push(diagnostic("iterations-exhausted", { iterations: run.iterations, change }, { severity: "note" }));
  }
  const seen = new Set<string>();
  return all.filter((d) => {
    const { message } = describeDiagnostic(d);
    return seen.has(message) ? false : seen.add(message);
  });
}

/** A row of probability zero, as an error that names its table row. */
export function impossibleRow({ model, table }: BoundData, found: { readonly plate: number; readonly row: number }): Diagnostic {
  const plate = model.plates.find((p) => p.id === found.plate)?.name ?? "";
  const data = { table: table.name, row: found.row, line: null, column: null };
  return diagnostic("impossible-row", { row: found.row + 1, plate }, { data });
}

/** A prior that is zero or without bound where the run ended, as an error at the prior. */
export function infinitePrior(template: TemplateModel, { param, logDensity }: { param: string; logDensity: number }): Diagnostic {
  const prior = template.params.find(({ name }) => name === param)?.prior;
  const text = prior ? { source: template.source, span: prior.span } : undefined;
  const details = { param, prior: prior?.written ?? "" };
  return diagnostic(logDensity > 0 ? "prior-without-bound" : "impossible-under-prior", details, { text });
}

/** A diagnostic as JSON, with its sentence and places resolved. */
export function diagnosticJson(d: Diagnostic): DiagnosticJson {
  const { message, help } = describeDiagnostic(d);
  const place = d.text ? { file: d.text.source.name, ...lineColumn(d.text.source.text, d.text.span.start) } : {};
  const data = d.data
    ? {
        data: {
          table: d.data.table,
          ...(d.data.row === null ? {} : { row: d.data.row + 1 }),
          ...(d.data.line === null ? {} : { line: d.data.line }),
          ...(d.data.column === null ? {} : { column: d.data.column }),
        },
      }
    : {};
  return {
    code: d.code,
    severity: d.severity,
    message,
    ...(help ? { help } : {}),
    ...place,
    ...data,
    ...(d.suggestion ? { suggestion: d.suggestion.text } : {}),
  };
}
