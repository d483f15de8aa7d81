import type { FitStatus, Method, Random, RunSummary } from "@platewise/core";
import { createRandom } from "@platewise/core";
import { canonicalOrder, exchangeableLatents, permuteAxis } from "./canonical-order.ts";
import { entryOf } from "./estimation-blocks.ts";
import { type BlockSingularity, evaluateProblem, type Problem, withConstants } from "./problem.ts";
import { type Run, type RunSettings, runClosedForm, runEm, sumOfSquares } from "./run.ts";
import { addSpreadPriors } from "./spread-priors.ts";
import { type GivenParameters, isComplete, makeStart, overlay, perturbComponents, pooledParameters, type StartStrategy } from "./start.ts";
import { symmetricLatents } from "./symmetry.ts";

/** What is done about a collapsed spread. `auto` starts anew where the start was random, and floors where it was given. */
export type Policy = "auto" | "floor" | "restart" | "fail" | "prior";

/** Everything that `learn` is told besides the problem. */
export interface LearnOptions {
  readonly given: GivenParameters;
  readonly start: StartStrategy;
  readonly restarts: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly seed: number;
  readonly policy: Policy;
  readonly order: "auto" | "init" | "canonical";
  readonly signal: { readonly aborted: boolean } | undefined;
  readonly onIteration: (run: number, iteration: number, objective: number, change: number) => void;
  readonly pause: () => Promise<void>;
}

/** Something worth telling about the fit, by kind. */
export type Finding =
  | { readonly kind: "one-start"; readonly restarts: number }
  | { readonly kind: "symmetric-start"; readonly latents: readonly string[]; readonly run: number }
  | { readonly kind: "emptied"; readonly params: readonly string[]; readonly count: number }
  | { readonly kind: "floored"; readonly params: readonly string[]; readonly count: number; readonly matrix: boolean }
  | { readonly kind: "restarted"; readonly run: number; readonly params: readonly string[]; readonly attempts: number }
  | { readonly kind: "prior-added"; readonly params: readonly string[] };

/** The best run with its neighbours and findings; `theta` has the layout's parameters. */
export interface Learned {
  readonly method: Method;
  readonly run: Run;
  readonly theta: Float64Array;
  /** Observed-data log-likelihood at `theta` (hard EM maximises another objective). */
  readonly logLik: number;
  readonly runs: readonly RunSummary[];
  /** How many runs there were to be; fewer were made where an interrupt came. */
  readonly planned: number;
  readonly findings: readonly Finding[];
}

/** Spread that collapsed components are raised to, relative to the variance of all rows. */
const FLOOR = 1e-6;
const ATTEMPTS = 10;

interface Attempt {
  readonly run: Run;
  readonly used: string;
  readonly findings: readonly Finding[];
}

/** The cells that an empty component has to itself: what it shares with others learns from their data. */
function emptyCells({ block, atom }: BlockSingularity, found: readonly BlockSingularity[]): readonly number[] {
  const empty = new Set(found.filter((s) => s.kind === "empty" && s.block === block).map((s) => s.atom));
  const others = new Set(block.atoms.flatMap(({ cells }, i) => (empty.has(i) ? [] : cells)));
  return (block.atoms[atom]?.cells ?? []).filter((cell) => !others.has(cell));
}

/** The parameters whose cells are singular: the spreads that collapsed, and what empty components had to themselves. */
export function singularParams({ plan }: Problem, found: readonly BlockSingularity[]): readonly string[] {
  const names = found.flatMap((one) => {
    const cells = one.kind === "spread" ? [one.cell] : emptyCells(one, found);
    return cells.flatMap((cell) => entryOf(plan.ground, cell)?.decl ?? []).flatMap(({ name, fixed }) => (fixed === null ? [name] : []));
  });
  return [...new Set(names)];
}

/** Whether one of them is a covariance matrix, which columns that determine one another make singular, too. */
export const hasMatrix = (found: readonly BlockSingularity[]): boolean => found.some(({ block }) => block.shape.spread === "covariance");

function settingsOf(problem: Problem, options: LearnOptions, run: number, floor: number): RunSettings {
  const hard = problem.plan.method === "hard-em";
  const { tolerance, maxIterations, signal, pause } = options;
  return {
    hard,
    tolerance,
    maxIterations,
    floor,
    signal,
    pause,
    onIteration: (i, objective, change) => options.onIteration(run, i, objective, change),
  };
}

/** Start of hard EM where a spread was left open: nearest centres at spread 1, then the spread that they imply. */
function settleSpreads(problem: Problem, theta: Float64Array, given: Uint8Array): void {
  const spreads = problem.blocks
    .filter((block) => block.family.location >= 0)
    .flatMap((block) => block.atoms.map((atom) => ({ block, cell: atom.cells[1] as number })));
  const open = spreads.filter(({ cell }) => problem.isFree(cell) && given[cell] !== 1);
  const kinds = new Set(open.map(({ cell }) => cell));
  if (kinds.size !== 1) return;
  const { block, cell } = open[0] as (typeof open)[number];
  if (block.shape.spread !== "spherical" && block.shape.spread !== "sd" && block.shape.spread !== "variance") return;
  theta[cell] = 1;
  const pass = evaluateProblem(problem, theta, { accumulate: true, hard: true });
  const rows = block.laws.reduce((n, law) => n + slotWeights(problem, law.id), 0);
  const mean = sumOfSquares(problem) / Math.max(1, rows * block.shape.length);
  if (pass.impossible === null && mean > 0) theta[cell] = block.shape.spread === "sd" ? Math.sqrt(mean) : mean;
}

function slotWeights(problem: Problem, law: number): number {
  const ground = problem.plan.ground.laws[law];
  if (!ground) return 0;
  const length = ground.family.statisticsLength(ground.shape);
  let sum = 0;
  for (let slot = 0; slot < ground.slots; slot++) sum += problem.kernels[law]?.statistics[slot * length] as number;
  return sum;
}

function startOf(problem: Problem, options: LearnOptions, random: Random): { theta: Float64Array; used: string } {
  const complete = isComplete(problem, options.given);
  const made = complete
    ? { theta: withConstants(problem.plan, options.given.values), used: "init" }
    : makeStart(problem, options.given, options.start, random);
  return { theta: made.theta.slice(), used: made.used };
}

async function attempt(problem: Problem, options: LearnOptions, run: number, random: Random, floor: number): Promise<Attempt> {
  const findings: Finding[] = [];
  const { theta, used } = startOf(problem, options, random);
  const symmetric = symmetricLatents(problem, theta);
  if (symmetric.length > 0 && options.maxIterations > 0) {
    for (let tries = 0; tries < 20 && symmetricLatents(problem, theta).length > 0; tries++) perturbComponents(problem, theta, random);
    findings.push({ kind: "symmetric-start", latents: symmetric.map((v) => v.key), run });
  }
  if (problem.plan.method === "hard-em") settleSpreads(problem, theta, options.given.given);
  const result = await runEm(problem, theta, settingsOf(problem, options, run, floor));
  return { run: result, used, findings };
}

/** One run under the policy: collapsed runs are started anew, floored, or left as they are (for `runAll` to add a prior). */
async function runUnderPolicy(problem: Problem, options: LearnOptions, run: number, random: Random): Promise<Attempt> {
  const { policy } = options;
  const isRandom = !isComplete(problem, options.given);
  let tried = await attempt(problem, options, run, random, policy === "floor" ? FLOOR : 0);
  if (tried.run.status !== "singular" || policy === "fail" || policy === "prior") return tried;
  const params = singularParams(problem, tried.run.collapsed);
  let attempts = 0;
  while (isRandom && tried.run.status === "singular" && attempts < ATTEMPTS) {
    attempts += 1;
    tried = await attempt(problem, options, run, random.fork(attempts), 0);
  }
  if (attempts > 0) tried = { ...tried, findings: [{ kind: "restarted", run, params, attempts }, ...tried.findings] };
  if (tried.run.status !== "singular" || policy === "restart") return tried;
  const floored = await attempt(problem, options, run, random.fork(0), FLOOR);
  return { ...floored, findings: [...tried.findings, ...floored.findings] };
}

function summaryFindings(problem: Problem, run: Run): readonly Finding[] {
  const { emptied, floored } = run;
  const about = (found: readonly BlockSingularity[]) => ({
    params: singularParams(problem, found),
    count: new Set(found.map((s) => s.cell)).size,
  });
  // An empty component may have nothing to itself that is learned.
  const empty = about(emptied);
  return [
    ...(empty.params.length > 0 ? [{ kind: "emptied" as const, ...empty }] : []),
    ...(floored.length > 0 ? [{ kind: "floored" as const, ...about(floored), matrix: hasMatrix(floored) }] : []),
  ];
}

function isInitOrdered(
  given: GivenParameters,
  axes: readonly { readonly entry: { readonly offset: number; readonly count: number; readonly length: number } }[],
): boolean {
  return axes.some(({ entry }) => given.given.subarray(entry.offset, entry.offset + entry.count * entry.length).includes(1));
}

/** Puts exchangeable components in canonical order, unless the start named them. */
function orderComponents(problem: Problem, options: LearnOptions, theta: Float64Array): void {
  if (options.order === "init") return;
  for (const latent of exchangeableLatents(problem.plan)) {
    if (options.order === "auto" && isInitOrdered(options.given, latent.axes)) continue;
    const order = canonicalOrder(problem.plan, latent, theta);
    for (const axis of latent.axes) permuteAxis(theta, axis, order);
  }
}

/** The closed form under the policy; another start would come to the same, so that `restart` can only fail. */
function closedFormUnderPolicy(problem: Problem, start: Float64Array, policy: Policy): { run: Run; added: readonly Finding[] } {
  const run = runClosedForm(problem, start, 0);
  if (run.status !== "singular" || policy === "fail" || policy === "restart") return { run, added: [] };
  if (policy !== "prior") return { run: { ...runClosedForm(problem, start, FLOOR), floored: run.collapsed }, added: [] };
  const params = addSpreadPriors(problem, run.collapsed);
  return { run: runClosedForm(problem, start, 0), added: params.length > 0 ? [{ kind: "prior-added", params }] : [] };
}

function learnClosedForm(problem: Problem, options: LearnOptions): Learned {
  const start = withConstants(problem.plan, overlay(pooledParameters(problem, options.given), options.given));
  const { run, added } = closedFormUnderPolicy(problem, start, options.policy);
  const summary: RunSummary = {
    run: 1,
    seed: options.seed,
    start: "none",
    status: run.status,
    iterations: 0,
    objective: run.last.objective,
    chosen: true,
  };
  return {
    method: "mle",
    run,
    theta: run.theta,
    logLik: run.last.logLik,
    runs: [summary],
    planned: 1,
    findings: [...added, ...summaryFindings(problem, run)],
  };
}

/** Log-likelihood of the data at the final parameters; after hard EM, whose assignments are left as they stand at `theta`. */
function observedLogLik(problem: Problem, run: Run, theta: Float64Array): number {
  if (problem.plan.method !== "hard-em" || run.status === "singular") return run.last.logLik;
  const soft = evaluateProblem(problem, theta, { accumulate: false, hard: false });
  evaluateProblem(problem, theta, { accumulate: false, hard: true });
  return soft.logLik;
}

/** Runs that end within rounding of each other are equally good: the earliest of them is kept. */
const isBetter = (b: number, a: number): boolean => b > a + 1e-9 * Math.max(1, Math.abs(a)) || (a === -Infinity && b > a);

const usable = (status: FitStatus): boolean => status !== "singular";

interface Attempts {
  readonly attempts: readonly Attempt[];
  readonly added: readonly Finding[];
}

/** All runs, of one objective: with a prior that a collapse brings in the middle, they begin again from the first one. */
async function runAll(problem: Problem, options: LearnOptions, count: number): Promise<Attempts> {
  const random = createRandom(options.seed);
  const added: Finding[] = [];
  const attempts: Attempt[] = [];
  while (attempts.length < count) {
    const run = attempts.length + 1;
    const tried = await runUnderPolicy(problem, options, run, random.fork(run));
    const stopped = options.signal?.aborted === true;
    const needsPrior = options.policy === "prior" && tried.run.status === "singular" && !stopped;
    const params = needsPrior ? addSpreadPriors(problem, tried.run.collapsed) : [];
    if (params.length > 0) {
      added.push({ kind: "prior-added", params });
      attempts.length = 0;
    } else attempts.push(tried);
    if (stopped) break;
  }
  return { attempts, added };
}

/** The best run; one of an unfinished search is not the end of it. */
function endOf(best: Run, attempts: readonly Attempt[], planned: number): Run {
  const isWhole = attempts.length === planned && attempts.every((a) => a.run.status !== "interrupted");
  return isWhole || !usable(best.status) ? best : { ...best, status: "interrupted" };
}

/** Learns the parameters of a problem by the plan's method, with restarts; the best run is the one of the highest objective. */
export async function learn(problem: Problem, options: LearnOptions): Promise<Learned> {
  // No iterations at all asks for the start's objective, also where the maximum has a closed form.
  if (problem.plan.method === "mle" && options.maxIterations > 0) return learnClosedForm(problem, options);
  const planned = isComplete(problem, options.given) ? 1 : Math.max(1, options.restarts);
  const { attempts, added } = await runAll(problem, options, planned);
  const wanted: readonly Finding[] = options.restarts > planned ? [{ kind: "one-start", restarts: options.restarts }] : [];
  const score = (a: Attempt): number => (usable(a.run.status) ? a.run.last.objective : -Infinity);
  const best = attempts.reduce((a, b) => (isBetter(score(b), score(a)) ? b : a));
  const runs = attempts.map(
    (a, i): RunSummary => ({
      run: i + 1,
      seed: options.seed,
      start: a.used,
      status: a.run.status,
      iterations: a.run.iterations,
      objective: a.run.last.objective,
      chosen: a === best,
    }),
  );
  const theta = best.run.theta.slice();
  orderComponents(problem, options, theta);
  const findings = [...wanted, ...added, ...attempts.flatMap((a) => a.findings), ...summaryFindings(problem, best.run)];
  const { method } = problem.plan;
  const logLik = observedLogLik(problem, best.run, theta);
  return { method, run: endOf(best.run, attempts, planned), theta, logLik, runs, planned, findings };
}
