import type { BoundData, Diagnostic, Family, Method, Outcome, PlanStep, PlanSummary } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import { type ChainDraft, type ChainPlan, chainEntries, draftChain, planChains } from "../chain/chain-plan.ts";
import { chainBytes, describeChain } from "../chain/describe-chain.ts";
import type { GroundGraph, GroundVariable } from "../grounding/ground-graph.ts";
import { createConstantPool, groundLaws } from "../grounding/ground-laws.ts";
import { groundPlates, groundVariables } from "../grounding/ground-variables.ts";
import { groundFactors } from "../potentials/ground-factors.ts";
import { buildFactorGraph } from "../structure/factor-graph.ts";
import { layOutParameters } from "../structure/parameter-layout.ts";
import type { EliminationOrder } from "./elimination.ts";
import { findPatterns, type Pattern, type PatternOptions } from "./patterns.ts";
import { partBytes, planBytes } from "./plan-memory.ts";
import { refuseUnsupported } from "./refusals.ts";
import { isAbsent, type PlateScope, plateScopes } from "./scopes.ts";
import { leavesUnknowns, type PlateSurvey, surveyPlate } from "./situations.ts";
import { refuseSizes } from "./size-limits.ts";

/** A plate with its patterns: what the kernel is compiled from. */
export interface PlatePlan {
  readonly scope: PlateScope;
  readonly patterns: readonly Pattern[];
  /** The chains that the plate's sequences make, where something unknown holds their steps together. */
  readonly chains: readonly ChainPlan[];
}

/** What will be run, and why: the ground graph, the joint tables of every pattern, the method and the words for people. */
export interface Plan {
  readonly ground: GroundGraph;
  readonly plates: readonly PlatePlan[];
  readonly method: Method;
  readonly summary: PlanSummary;
}

/** What the user may ask of the plan. `budget` bounds the states of a joint table. */
export interface PlanOptions {
  readonly families: readonly Family[];
  readonly method: "auto" | Method;
  readonly budget: number;
  /** Keep missing cells that nothing observed depends on (to report their posterior). */
  readonly keepBarren?: boolean;
  /** Eliminate every part by a clique tree of this order (left out: where it pays, by the better of the two). */
  readonly elimination?: EliminationOrder;
}

/** Grounds a model without planning anything; what can't be grounded is refused. */
export function groundModel(data: BoundData, options: Pick<PlanOptions, "families" | "budget">): Outcome<GroundGraph> {
  const found: Diagnostic[] = [...refuseUnsupported(data), ...refuseSizes(data, options.budget)];
  const ground = found.length > 0 ? null : groundGraph(data, options, (d) => found.push(d));
  return ground && found.length === 0 ? success(ground) : failure(found);
}

type Grounding = Pick<PlanOptions, "families" | "budget">;

function groundGraph(data: BoundData, { families, budget }: Grounding, report: (d: Diagnostic) => void): GroundGraph {
  const { model } = data;
  const graph = buildFactorGraph(model);
  const layout = layOutParameters(model.params);
  const variables = groundVariables(data);
  const plates = groundPlates(model.plates, model.nodes);
  const constants = createConstantPool(layout.size);
  const byKey = new Map(variables.map((v) => [v.key, v]));
  const lawful = { ...graph, factors: graph.factors.filter(({ family }) => family !== "factor") };
  const laws = groundLaws({ model, graph: lawful, layout, families, budget, variables: byKey, constants, report });
  if (model.kind === "network") {
    // What is asked of a network by further nodes (joint tables, soft evidence) has laws of its own.
    const { variables: all, factors } = groundFactors({ data, layout, budget, report }, variables);
    const own = laws.map((law) => ({ ...law, id: law.id + factors.length }));
    return {
      graph,
      layout,
      constants: constants.numbers,
      plates,
      variables: all,
      laws: [...factors.map(({ law }) => law), ...own],
      factors,
    };
  }
  return { graph, layout, constants: constants.numbers, plates, variables, laws, factors: [] };
}

/** A plate with its instances sorted by what is unknown in them. */
interface Surveyed {
  readonly scope: PlateScope;
  readonly chain: ChainDraft | null;
  readonly survey: PlateSurvey;
}

function surveyPlates(ground: GroundGraph, data: BoundData): readonly Surveyed[] {
  const scopes = plateScopes(ground, data);
  return scopes.map((scope) => {
    const chain = draftChain(ground, scope);
    return { scope, chain, survey: surveyPlate(chain?.ground ?? ground, scopes, chain?.scope ?? scope) };
  });
}

function planPlate({ scope, chain, survey }: Surveyed, options: PatternOptions): PlatePlan {
  const patterns = findPatterns(survey, options);
  if (!chain) return { scope, patterns, chains: [] };
  const { chains, others } = planChains(chain, patterns);
  return { scope, patterns: others, chains };
}

/** The parts of a plate, those within the steps of its chains included. */
const partsOf = ({ patterns, chains }: PlatePlan): readonly Pattern[] => [...patterns, ...chains.flatMap(({ slices }) => slices)];

const hasUnknowns = (plates: readonly PlatePlan[]): boolean => plates.some((plate) => partsOf(plate).some((p) => p.axes.length > 0));

/** Drops what is barren as far as that leaves the textbook E-step alone; all of it where nothing else is unknown. */
function choosePatterns(ground: GroundGraph, data: BoundData, options: PlanOptions): readonly PlatePlan[] {
  const { keepBarren, elimination: order, budget } = options;
  const surveyed = surveyPlates(ground, data);
  const learned = surveyed.some(({ survey }) => leavesUnknowns(survey, "drop-all")) ? "drop-under-latents" : "drop-all";
  return surveyed.map((plate) =>
    planPlate(plate, { policy: keepBarren || data.model.kind === "network" ? "keep" : learned, order, budget }),
  );
}

/** Entries of the tables that a part needs for one instance. */
const entriesOf = (pattern: Pattern): number => pattern.tree?.states ?? pattern.states;

const largestOf = (patterns: readonly Pattern[]): Pattern | null =>
  patterns.reduce<Pattern | null>((worst, p) => (worst === null || entriesOf(p) > entriesOf(worst) ? p : worst), null);

/** Unknowns that words about a plan name; the others are counted. */
const NAMED = 6;

/** The first of some names, and how many more there are. */
const firstOf = (all: readonly string[]): string =>
  all.length <= NAMED ? all.join(", ") : `${all.slice(0, NAMED).join(", ")} and ${all.length - NAMED} more`;

const names = (axes: readonly GroundVariable[]): string => firstOf(axes.map((v) => v.key));

function chainTooLarge({ model }: BoundData, scope: PlateScope, chain: ChainPlan, budget: number): Diagnostic {
  const states = chainEntries(chain);
  // The largest table is that of two steps together, or that of a part within a step.
  const axes = chain.slices.find((p) => p.states === states)?.axes ?? [...chain.outer, ...chain.previous, ...chain.state];
  const unknown = axes.map((v) => ({ name: v.key, states: v.states as number }));
  const text = { source: model.source, span: (axes.at(-1) as GroundVariable).decl.span };
  const bytes = chainBytes(scope, chain) + chain.slices.reduce((n, p) => n + partBytes(p), 0);
  const details = { plate: scope.name, unknown, states, budget, cliques: 0, bytes };
  return diagnostic("joint-too-large", details, { text });
}

function tooLarge(data: BoundData, plates: readonly PlatePlan[], budget: number): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { scope, patterns, chains } of plates) {
    for (const chain of chains.filter((c) => chainEntries(c) > budget)) found.push(chainTooLarge(data, scope, chain, budget));
    const worst = largestOf(patterns);
    if (!worst || entriesOf(worst) <= budget) continue;
    const unknown = worst.axes.map((v) => ({ name: v.key, states: v.states as number }));
    const first = worst.axes.at(-1) as GroundVariable;
    const text = { source: data.model.source, span: first.decl.span };
    const cliques = worst.tree?.cliques.length ?? 0;
    const details = { plate: scope.name, unknown, states: entriesOf(worst), budget, cliques, bytes: partBytes(worst) };
    found.push(diagnostic("joint-too-large", details, { text }));
  }
  return found;
}

function whyExact({ axes, states, tree }: Pattern): string {
  const sizes = tree
    ? `${axes.length} unknown in ${tree.cliques.length} cliques of ${tree.states} states in all (${tree.order} order, the largest ${tree.largest})`
    : `${axes.length} unknown of ${states} joint states`;
  return `${sizes} is affordable, so the posterior is exact`;
}

function stepOf({ scope, patterns, chains }: PlatePlan): PlanStep {
  if (chains.length > 0) return describeChain(scope, chains);
  const parts = patterns.filter((p) => p.axes.length > 0);
  const worst = largestOf(parts);
  const rows = scope.instances;
  const shape = { plate: scope.name, states: worst ? entriesOf(worst) : 1, rows, distinctRows: rows };
  if (!worst) return { ...shape, what: "everything is observed: statistics by counting", why: "no cell is unknown" };
  const form = worst.tree ? "a clique tree" : "joint table";
  const what = parts.length > 1 ? `${parts.length} independent parts, the largest ${form} over ` : `${form} over `;
  return { ...shape, what: what + names(worst.axes), why: whyExact(worst) };
}

/** The first unknowns of a plan by name, with their states: what the reason for EM names. */
function unknownsOf(plates: readonly PlatePlan[]): string {
  const unknown = new Map<string, GroundVariable>();
  for (const plate of plates) for (const { axes } of partsOf(plate)) for (const v of axes) unknown.set(v.decl.name, v);
  const written = Array.from(
    unknown.values(),
    (v) => `${v.decl.name} (${v.states} ${v.states === 1 ? "state" : "states"}${isAbsent(v) ? "" : ", in some rows"})`,
  );
  return firstOf(written);
}

function chooseMethod(requested: PlanOptions["method"], plates: readonly PlatePlan[]): { method: Method; reason: string } {
  if (requested !== "auto") return { method: requested, reason: `asked for with --method ${requested}` };
  return hasUnknowns(plates)
    ? { method: "em", reason: `${unknownsOf(plates)} unknown, with an exact posterior at this cost` }
    : { method: "mle", reason: "every node that matters is observed, so the maximum has a closed form" };
}

function summarise(plates: readonly PlatePlan[], options: PlanOptions, ground: GroundGraph): PlanSummary {
  const { method, reason } = chooseMethod(options.method, plates);
  const steps = plates.filter((p) => partsOf(p).length > 0).map(stepOf);
  const entriesPerRow = Math.max(1, ...plates.flatMap((p) => partsOf(p).map((q) => entriesOf(q) * Math.max(1, q.laws.length))));
  const entriesPerPass = plates.reduce(
    (n, p) => n + partsOf(p).reduce((m, q) => m + q.count * entriesOf(q) * Math.max(1, q.laws.length), 0),
    0,
  );
  const bytes = planBytes(plates, ground);
  const refused =
    method === "em"
      ? [{ choice: "closed form (mle)", reason: "there are unknown nodes or cells" }]
      : method === "mle"
        ? [{ choice: "EM", reason: "nothing is unknown" }]
        : [];
  return { method, reason, steps, refused, cost: { entriesPerRow, entriesPerPass, bytes, budget: options.budget } };
}

/**
 * Decides how a model is learned from this data: grounds the graph, groups the instances of every plate by pattern,
 * and checks that every joint table is affordable. Refusals are diagnostics with the reason.
 */
export function makePlan(data: BoundData, options: PlanOptions): Outcome<Plan> {
  const grounded = groundModel(data, options);
  if (!grounded.ok) return grounded;
  const ground = grounded.value;
  const found: Diagnostic[] = [];
  const plates = choosePatterns(ground, data, options);
  found.push(...tooLarge(data, plates, options.budget));
  const summary = summarise(plates, options, ground);
  if (options.method === "mle" && hasUnknowns(plates)) {
    const unknown = [...new Set(plates.flatMap((p) => partsOf(p).flatMap((q) => q.axes.map((v) => v.decl.name))))];
    const absent = ground.variables.filter(isAbsent).map((v) => v.decl.name);
    const span = data.model.nodes.find(({ name }) => name === unknown[0])?.span ?? { start: 0, end: 0 };
    const text = { source: data.model.source, span };
    found.push(diagnostic("method-needs-complete-data", { unknown, absent }, { text }));
  }
  return found.length > 0 ? failure(found) : success({ ground, plates, method: summary.method, summary });
}
