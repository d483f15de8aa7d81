import type { Scratch } from "../kernel/body.ts";
import type { PassOptions } from "../kernel/pass.ts";
import type { ChainBody, Portion, StepTable, StepWeights } from "./chain-body.ts";
import type { LogSteps } from "./log-walk.ts";
import { fillLogs, toWeights } from "./step-logs.ts";
import { fillWeights } from "./step-weights.ts";

/** One portion of a chain at work. `bySymbol` reads weights from the table of symbols; `inLogs` keeps to logs throughout. */
export interface PortionRun {
  readonly chain: ChainBody;
  readonly portion: Portion;
  readonly scratch: Scratch;
  readonly options: PassOptions;
  readonly bySymbol: boolean;
  readonly inLogs: boolean;
}

const spanOf = ({ portion }: PortionRun): number => portion.to - portion.from;

function allocate({ states, outerStates, paired, memory }: ChainBody): StepWeights {
  const steps = outerStates * memory.place.length;
  return { states: new Float64Array(steps * states), pairs: paired ? new Float64Array(steps * states * states) : null };
}

function clear({ states, pairs }: StepWeights, steps: number, perStep: number): void {
  states.fill(0, 0, steps * perStep);
  pairs?.fill(0, 0, steps * perStep * perStep);
}

/** Log-weights of the portion's steps turned into weights. */
function loadWeights(run: PortionRun): void {
  const { chain, portion, scratch } = run;
  const { memory, states, outerStates } = chain;
  const span = spanOf(run);
  memory.weights ??= allocate(chain);
  if (fillWeights(chain, portion, scratch, memory.weights.states, memory.shift)) return;
  fillLogs(chain, portion.from, portion.to, scratch, false, memory.weights);
  memory.shift.fill(0, 0, outerStates * span);
  toWeights(memory.weights.states, states, outerStates * span, memory.shift);
  if (memory.weights.pairs) toWeights(memory.weights.pairs, states * states, outerStates * span, memory.shift);
}

/** Makes a portion ready: weights of its steps, and room for their posteriors. */
export function openPortion(run: PortionRun): void {
  const { memory, symbols, outerStates, states } = run.chain;
  if (!run.inLogs && !run.bySymbol) loadWeights(run);
  memory.pairs.fill(0);
  memory.extra.fill(0);
  if (run.bySymbol) symbols?.portion.fill(0);
  else {
    memory.posterior ??= allocate(run.chain);
    clear(memory.posterior, outerStates * spanOf(run), states);
  }
}

const plane = (values: Float64Array, o: number, size: number): Float64Array => values.subarray(o * size, (o + 1) * size);

function aimPairs({ chain, portion }: PortionRun, o: number, span: number): void {
  const { memory, transition, states, outerStates, walk } = chain;
  const { steps, weights, posterior, pairPlace, transitionPlace } = memory;
  const size = states * states;
  if (pairPlace) {
    steps.matrix = plane(weights?.pairs ?? memory.pairs, o, span * size);
    steps.pairs = plane(posterior?.pairs as Float64Array, o, span * size);
    steps.matrixAt = pairPlace;
    return;
  }
  steps.matrix = transition.weights.subarray(o * size);
  steps.pairs = transitionPlace ? memory.pairs.subarray(o * size) : plane(memory.pairs, o, memory.pairs.length / outerStates);
  steps.matrixAt = transitionPlace?.subarray(portion.from, portion.to) ?? null;
  if (steps.pairs.length < walk.width * walk.width) throw new RangeError("pairs don't fit");
}

/** Points the walk's steps at outer state o of the portion. */
export function aim(run: PortionRun, o: number): void {
  const { chain, portion, bySymbol } = run;
  const { memory, symbols, states } = chain;
  const { steps } = memory;
  const span = spanOf(run);
  if (bySymbol && symbols) {
    steps.emission = symbols.weights;
    steps.place = symbols.place.subarray(portion.from, portion.to);
    steps.posterior = symbols.portion;
  } else {
    steps.emission = plane(memory.weights?.states ?? memory.pairs, o, span * states);
    steps.place = memory.place;
    steps.posterior = plane((memory.posterior as StepWeights).states, o, span * states);
  }
  aimPairs(run, o, span);
}

const codeAt = ({ code }: StepTable, step: number): number => (code ? (code[step] as number) : 0);

/** Where the entries of outer state o stand in a step's part of the initial table. */
export const initialPlace = ({ initial, states }: ChainBody, step: number, o: number): number =>
  codeAt(initial, step) * initial.states + o * states;

/** Copies the weights of a sequence's first state. */
export function loadInitial(chain: ChainBody, start: number, o: number): void {
  const at = initialPlace(chain, start, o);
  chain.memory.steps.initial.set(chain.initial.weights.subarray(at, at + chain.states));
}

/** Σ of what the weights of some steps of the portion were divided by. */
export function shiftOf({ chain, portion, bySymbol }: PortionRun, o: number, start: number, end: number): number {
  if (bySymbol) return 0;
  const base = o * (portion.to - portion.from) - portion.from;
  let sum = 0;
  for (let t = start; t < end; t++) sum += chain.memory.shift[base + t] as number;
  return sum;
}

/** A sequence with logs of its own, for every outer state. */
export function inLogs(run: PortionRun, q: number): (o: number) => LogSteps {
  const { chain, scratch, options } = run;
  const { states, outerStates, initial, transition } = chain;
  const [start, end] = [chain.starts[q] as number, chain.ends[q] as number];
  const length = end - start;
  const size = states * states;
  const logs: StepWeights = {
    states: new Float64Array(outerStates * length * states),
    pairs: chain.paired ? new Float64Array(outerStates * length * size) : null,
  };
  fillLogs(chain, start, end, scratch, options.hard, logs);
  return (o) => {
    const at = initialPlace(chain, start, o);
    return {
      states,
      length,
      initial: initial.logs.subarray(at, at + states),
      logs: plane(logs.states, o, length * states),
      matrix: logs.pairs ? plane(logs.pairs, o, length * size) : transition.logs,
      matrixAt: (t) => (logs.pairs ? t * size : codeAt(transition, start + t) * transition.states + o * size),
    };
  };
}
