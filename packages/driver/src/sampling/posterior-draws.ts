import type { Random } from "@platewise/core";
import {
  ancestorMap,
  type Body,
  type ChainBody,
  type ChainPlan,
  drawPath,
  type GroundVariable,
  type LogSteps,
  type PlateScope,
} from "@platewise/graph";
import { evaluateProblem } from "@platewise/learning";
import type { Prepared } from "../stages/prepare.ts";

/**
 * A joint draw of all unknown discrete variables from their posterior: the state of each by the variable's key and instance (−1
 * where it is not unknown). `impossible` is the first instance of a plate whose posterior does not exist.
 */
export interface PosteriorDraws {
  readonly states: ReadonlyMap<string, Int32Array>;
  readonly impossible: { readonly plate: number; readonly instance: number } | null;
}

/** One axis of a body's table: where its state is found once it is drawn (`back` instances earlier), and its stride. */
interface Axis {
  readonly id: number;
  readonly size: number;
  readonly stride: number;
  readonly drawn: Int32Array;
  readonly instanceOf: Int32Array | null;
  readonly back: number;
}

/** The state of an axis that was drawn before, else −1. */
function drawnState({ drawn, instanceOf, back }: Axis, instance: number): number {
  return drawn[(instanceOf ? (instanceOf[instance] as number) : instance) - back] ?? -1;
}

/** Position in the table of the k-th combination of the free axes' states, the last one fastest. */
function offsetOf(free: readonly Axis[], k: number): number {
  let rest = k;
  let offset = 0;
  for (let a = free.length - 1; a >= 0; a--) {
    const { size, stride } = free[a] as Axis;
    offset += (rest % size) * stride;
    rest = Math.floor(rest / size);
  }
  return offset;
}

function record(free: readonly Axis[], k: number, instance: number): void {
  let rest = k;
  for (let a = free.length - 1; a >= 0; a--) {
    const { size, drawn, instanceOf, back } = free[a] as Axis;
    drawn[(instanceOf ? (instanceOf[instance] as number) : instance) - back] = rest % size;
    rest = Math.floor(rest / size);
  }
}

type Drawn = (v: GroundVariable) => Int32Array;

interface Drawer {
  readonly random: Random;
  readonly axesOf: (body: Body) => readonly Axis[];
  impossible: PosteriorDraws["impossible"];
}

/** Draws what is still free of one row's joint posterior, given what has been drawn of it. */
function drawRow(drawer: Drawer, body: Body, instance: number, table: Float64Array, at: number, stride: number): void {
  if (drawer.impossible) return;
  const free: Axis[] = [];
  let base = 0;
  for (const axis of drawer.axesOf(body)) {
    const state = drawnState(axis, instance);
    if (state < 0) free.push(axis);
    else base += state * axis.stride;
  }
  const [first] = free;
  if (!first) return;
  const weights = new Float64Array(free.reduce((n, { size }) => n * size, 1));
  let total = 0;
  for (let k = 0; k < weights.length; k++) {
    weights[k] = table[(base + offsetOf(free, k)) * stride + at] as number;
    total += weights[k] as number;
  }
  if (!(total > 0)) {
    drawer.impossible = { plate: body.plate, instance };
    return;
  }
  const stream = drawer.random.fork(body.plate).fork(instance).fork(first.id);
  record(free, stream.categorical(weights, 0, weights.length), instance);
}

function axesOfBody({ plan }: Prepared, body: Body, drawn: Drawn): readonly Axis[] {
  const scopes: readonly PlateScope[] = plan.plates.map(({ scope }) => scope);
  const scope = scopes.find(({ plate }) => plate === body.plate) as PlateScope;
  const { variables } = plan.ground;
  return (body.cliqueIds ?? body.axisIds).map((id, axis): Axis => {
    const variable = variables[id] as GroundVariable;
    const source = variable.previous == null ? variable : (variables[variable.previous] as GroundVariable);
    return {
      id,
      size: body.axisSizes[axis] as number,
      stride: body.axisSizes.slice(axis + 1).reduce((a, b) => a * b, 1),
      drawn: drawn(source),
      instanceOf: ancestorMap(scopes, scope, source.plate),
      back: source === variable ? 0 : 1,
    };
  });
}

/** The outer state of a sequence by what has been drawn around it. */
function outerState({ plan }: Prepared, chain: ChainPlan, plate: number, start: number, drawn: Drawn): number {
  const scopes: readonly PlateScope[] = plan.plates.map(({ scope }) => scope);
  const scope = scopes.find((one) => one.plate === plate) as PlateScope;
  return chain.outer.reduce((state, v) => {
    const instances = ancestorMap(scopes, scope, v.plate);
    return state * (v.states as number) + (drawn(v)[instances ? (instances[start] as number) : start] as number);
  }, 0);
}

/** Draws the path of every sequence of a chain, given what has been drawn around it. */
function drawSequences(
  prepared: Prepared,
  drawer: Drawer,
  drawn: Drawn,
): (body: ChainBody, q: number, steps: (o: number) => LogSteps) => void {
  const plans = prepared.plan.plates.flatMap(({ chains }) => chains);
  const planOf = new Map(prepared.problem.kernel.chains.map((body, i) => [body, plans[i] as ChainPlan]));
  return (body, q, steps) => {
    if (drawer.impossible) return;
    const { state } = planOf.get(body) as ChainPlan;
    const start = body.starts[q] as number;
    const sequence = steps(outerState(prepared, planOf.get(body) as ChainPlan, body.plate, start, drawn));
    const stream = drawer.random
      .fork(body.plate)
      .fork(start)
      .fork((state[0] as GroundVariable).id);
    const path = drawPath(sequence, (weights) => stream.categorical(weights, 0, weights.length));
    if (!path) {
      drawer.impossible = { plate: body.plate, instance: start };
      return;
    }
    path.forEach((joint, t) => {
      let rest = joint;
      for (const v of state.toReversed()) {
        drawn(v)[start + t] = rest % (v.states as number);
        rest = Math.floor(rest / (v.states as number));
      }
    });
  };
}

/**
 * Draws every unknown discrete variable from the posterior at `theta`, jointly: a pass hands over tables of joint posteriors from
 * the outside in, and each is drawn from given the states that were drawn before; a chain hands over its sequences, of which whole paths
 * are drawn.
 */
export function drawPosterior(prepared: Prepared, theta: Float64Array, random: Random): PosteriorDraws {
  const states = new Map<string, Int32Array>();
  const drawn: Drawn = (v) => {
    const instances = prepared.plan.plates.find(({ scope }) => scope.plate === v.plate)?.scope.instances ?? 1;
    const known = states.get(v.key) ?? new Int32Array(instances).fill(-1);
    states.set(v.key, known);
    return known;
  };
  const axes = new Map<Body, readonly Axis[]>();
  const drawer: Drawer = {
    random,
    axesOf(body) {
      const known = axes.get(body) ?? axesOfBody(prepared, body, drawn);
      axes.set(body, known);
      return known;
    },
    impossible: null,
  };
  evaluateProblem(prepared.problem, theta, {
    accumulate: false,
    hard: false,
    onSequence: drawSequences(prepared, drawer, drawn),
    onPosterior(body, start, count, table, stride) {
      for (let i = 0; i < count; i++) {
        const instance = body.rows ? (body.rows[start + i] as number) : start + i;
        drawRow(drawer, body, instance, table, i, stride);
      }
    },
  });
  return { states, impossible: drawer.impossible };
}
