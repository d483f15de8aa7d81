import type { IndexSet, NodeDomain, ParamDomain, PlanSummary, PlateDecl, TemplateModel } from "@platewise/core";
import { inBytes } from "@platewise/core";
import type { Body, CasePart, ChainBody, FactorGraph, GraphFactor, Kernel, Plan } from "@platewise/graph";
import { printExpression, printLaw } from "./print-expression.ts";

const printSet = (set: IndexSet): string => {
  if (set.kind === "states") return String(set.size);
  return set.type ?? (set.labels ? `{${set.labels.join(", ")}}` : "{labels of the data}");
};

function printDomain(domain: NodeDomain | ParamDomain): string {
  switch (domain.kind) {
    case "states":
      return `${domain.size} states`;
    case "labels":
      return printSet(domain);
    case "simplex":
      return `simplex(${printSet(domain.over)})`;
    case "matrix":
      return `matrix(${domain.rows}, ${domain.columns})`;
    case "vector":
    case "covariance":
    case "diagonal":
    case "spherical":
      return `${domain.kind}(${domain.size})`;
    default:
      return domain.kind;
  }
}

const printPlate = (plate: PlateDecl): string =>
  `${plate.kind} plate ${plate.name}${plate.by ? ` by ${plate.by}` : ""}${plate.over ? ` in ${printSet(plate.over)}` : ""}${plate.weightedBy ? ` weighted by ${plate.weightedBy}` : ""}`;

function plateName(model: TemplateModel, id: number | null): string {
  return id === null ? "(outside plates)" : (model.plates.find((p) => p.id === id)?.name ?? "");
}

/** The syntax tree as indented text. */
export function printProgramTree(value: unknown, indent = ""): string {
  if (isLeaf(value)) return `${indent}${JSON.stringify(value)}`;
  if (Array.isArray(value)) return value.map((item) => printProgramTree(item, `${indent.replace("- ", "  ")}- `)).join("\n");
  const pad = indent.replace(/-/g, " ");
  const lines = Object.entries(value as object)
    .filter(([key]) => key !== "span")
    .map(([key, item]) => (isLeaf(item) ? `${key}: ${JSON.stringify(item)}` : `${key}:\n${printProgramTree(item, `${pad}  `)}`));
  return lines.map((line, i) => `${i === 0 ? indent : pad}${line}`).join("\n");
}

const isLeaf = (value: unknown): boolean =>
  value === null || typeof value !== "object" || (Array.isArray(value) && value.every((item) => typeof item === "number"));

/** The template: plates, parameters and nodes with everything resolved. */
export function printModel(model: TemplateModel): string {
  const lines = [`${model.kind} ${model.name}`];
  for (const c of model.constants) lines.push(`const ${c.name} = ${JSON.stringify(c.value)}`);
  for (const plate of model.plates)
    lines.push(`${printPlate(plate)}${plate.parent === null ? "" : ` inside ${plateName(model, plate.parent)}`}`);
  for (const p of model.params) {
    const tail = p.fixed
      ? ` = ${printExpression(p.fixed)}`
      : `${p.prior ? ` ~ ${printLaw(p.prior)}` : ""}${p.init ? ` init ${printExpression(p.init)}` : ""}`;
    lines.push(`param ${p.name}${p.indices.length > 0 ? `[${p.indices.map(printSet).join(", ")}]` : ""} : ${printDomain(p.domain)}${tail}`);
  }
  for (const n of model.nodes) {
    const where = `  (plate ${plateName(model, n.plate)})`;
    if (n.initial) lines.push(`initial ${n.name} ~ ${printLaw(n.initial)}${where}`);
    lines.push(`${n.role} ${n.name} : ${printDomain(n.domain)}${n.law ? ` ~ ${printLaw(n.law)}` : ""}${where}`);
  }
  for (const f of model.factors) lines.push(`factor ${f.text}  (plate ${plateName(model, f.plate)})`);
  return lines.join("\n");
}

/** A law by its family; a factor of a network as it is written. Then the scope, and the parameters. */
function printFactor({ factors }: TemplateModel, { id, step, family, scope, params }: GraphFactor): string {
  const decl = family === "factor" ? factors[id] : undefined;
  const loops = decl?.loops.map(({ index, over }) => `${index} in ${printSet(over)}`).join(", ") ?? "";
  const head = decl ? `: ${decl.text}${loops === "" ? "" : ` for ${loops}`}` : `${step === "initial" ? " (first step)" : ""}: ${family}`;
  return `${head} over {${scope.join(", ")}}${params.length > 0 ? `, parameters ${params.join(", ")}` : ""}`;
}

/** The factor graph: one line per factor with its scope, parameters and plates. */
export function printGraph({ model, variables, factors }: FactorGraph): string {
  const plates = (ids: readonly number[]): string => (ids.length > 0 ? ids.map((id) => plateName(model, id)).join(" > ") : "no plate");
  const lines = [`factor graph of ${model.name}: ${variables.length} variables, ${factors.length} factors, plates kept lifted`];
  for (const v of variables) lines.push(`variable ${v.name} : ${printDomain(v.domain)}, ${v.role}, in ${plates(v.plates)}`);
  for (const f of factors) lines.push(`factor ${f.id}${printFactor(model, f)}, in ${plates(f.plates)}`);
  return lines.join("\n");
}

/** The plan: method, steps with sizes, cost and refusals, each with its reason. */
export function printPlan(plan: PlanSummary): string {
  const { cost } = plan;
  const lines = [`method ${plan.method}: ${plan.reason}`];
  for (const step of plan.steps) {
    lines.push(`plate ${step.plate}: ${step.what}`, `  ${step.states} joint states per instance, ${step.rows} instances; ${step.why}`);
  }
  lines.push(
    `cost: at most ${cost.entriesPerRow} table entries per row, ${cost.entriesPerPass} per pass, ${inBytes(cost.bytes)} of tables; budget ${cost.budget} states`,
  );
  for (const refused of plan.refused) lines.push(`not chosen: ${refused.choice}, because ${refused.reason}`);
  return lines.join("\n");
}

function bodyJson(body: Body, plan: Plan): Readonly<Record<string, unknown>> {
  return {
    plate: plan.plates.find((p) => p.scope.plate === body.plate)?.scope.name ?? "",
    rows: body.count,
    weighted: body.weights !== null,
    block: body.block,
    unknown: body.axisIds.map((id, i) => ({ variable: plan.ground.variables[id]?.key ?? "", states: body.axisSizes[i] })),
    states: body.states,
    tables: body.fused.map((f) => ({ laws: f.parts.length, entries: f.logs.length, observed: f.observed })),
    constantTables: body.constants.length,
    counted: body.clusters.map((cluster) => ({ laws: cluster.members.length, entries: cluster.size })),
    densities: body.densities.map((d) => ({ slots: [...d.slotOf], columns: d.columns.length })),
    messagesFrom: body.inboxes.length,
    sendsMessages: body.outbox !== null,
  };
}

function caseJson({ plate, unknown, cliques, first }: CasePart, plan: Plan): Readonly<Record<string, unknown>> {
  return {
    plate: plan.plates.find((p) => p.scope.plate === plate)?.scope.name ?? "",
    rows: first.length,
    unknown: unknown.map((id) => plan.ground.variables[id]?.key ?? ""),
    cliques: cliques.map(({ states, shared, laws }) => ({ states, shared, laws })),
  };
}

function chainJson(chain: ChainBody, plan: Plan): Readonly<Record<string, unknown>> {
  const { initial, transition, slices } = chain;
  const table = ({ parts, logs, observed }: ChainBody["initial"]): Readonly<Record<string, unknown>> => ({
    laws: parts.length,
    entries: logs.length,
    observed,
  });
  return {
    plate: plan.plates.find((p) => p.scope.plate === chain.plate)?.scope.name ?? "",
    sequences: chain.starts.length,
    states: chain.states,
    outerStates: chain.outerStates,
    initial: table(initial),
    transition: chain.paired ? "within the slices" : table(transition),
    bySymbol: chain.symbols !== null,
    evidence: chain.evidence !== null,
    slices: slices.map(({ body }) => bodyJson(body, plan)),
    sendsMessages: chain.outbox !== null,
  };
}

/** The compiled bodies: sizes of tables, rows after equal ones were merged, block lengths. */
export function printKernel(kernel: Kernel, plan: Plan): { readonly text: string; readonly json: unknown } {
  const bodies = kernel.bodies.map((body) => bodyJson(body, plan));
  const chains = kernel.chains.map((chain) => chainJson(chain, plan));
  const parts = (kernel.cases?.list ?? []).map((part) => caseJson(part, plan));
  const texts = [
    ...bodies.map((body, i) => `body ${i}\n${printProgramTree(body, "  ")}`),
    ...parts.map((part, i) => `part ${i}, case by case\n${printProgramTree(part, "  ")}`),
    ...chains.map((chain, i) => `chain ${i}\n${printProgramTree(chain, "  ")}`),
  ];
  const text = texts.join("\n");
  return {
    text,
    json: {
      bodies,
      ...(parts.length > 0 ? { parts } : {}),
      ...(chains.length > 0 ? { chains } : {}),
      scratchBytes: 8 * (kernel.scratch.table.length + kernel.scratch.marginal.length),
    },
  };
}
