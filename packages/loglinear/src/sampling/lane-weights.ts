import type { Chains } from "./chains.ts";
import type { Touch } from "./neighbourhoods.ts";

/** Chains side by side, with room for what is worked out for each: chain c of state k at weights[k * count + c]. */
export interface Lanes {
  readonly chains: Chains;
  readonly columns: readonly Float64Array[];
  readonly entries: Int32Array;
  readonly scales: Float64Array;
  readonly weights: Float64Array;
  /** Room for what a factor says by the state of one other variable. */
  readonly bySize: Float64Array;
}

/** Room for chains of a network whose variables have `widest` states at most. */
export function createLanes(chains: Chains, columns: readonly Float64Array[], widest: number): Lanes {
  const { count } = chains;
  return {
    chains,
    columns,
    entries: new Int32Array(count),
    scales: new Float64Array(count),
    weights: new Float64Array(widest * count),
    bySize: new Float64Array(widest),
  };
}

/** Fills the log-weights of a variable's states given all others, in every chain: `size` states. */
export function fillLaneWeights(lanes: Lanes, touches: readonly Touch[], potentials: Float64Array, size: number): void {
  const { count } = lanes.chains;
  lanes.weights.fill(0, 0, size * count);
  for (let t = 0; t < touches.length; t++) {
    const touch = touches[t] as Touch;
    if (touch.basis < 0 && touch.others.length === 1) {
      addPairWeights(lanes, touch, potentials, size);
      continue;
    }
    findEntries(lanes, touch.offset, touch.others, touch.otherStrides);
    if (touch.basis < 0) addWeights(lanes, potentials, touch.stride, size);
    else {
      findScales(lanes, touch.basis);
      addScaledWeights(lanes, potentials, touch.stride, size);
    }
  }
}

/**
 * Fills in place of two log-weights only their difference, state 1 less state 0. NaN where factors forbid both states.
 */
export function fillLaneDifferences(lanes: Lanes, touches: readonly Touch[], potentials: Float64Array): void {
  lanes.weights.fill(0, 0, lanes.chains.count);
  for (let t = 0; t < touches.length; t++) {
    const touch = touches[t] as Touch;
    if (touch.basis < 0 && touch.others.length === 1) {
      addPairDifferences(lanes, touch, potentials);
      continue;
    }
    findEntries(lanes, touch.offset, touch.others, touch.otherStrides);
    if (touch.basis < 0) addDifferences(lanes, potentials, touch.stride);
    else {
      findScales(lanes, touch.basis);
      addScaledDifferences(lanes, potentials, touch.stride);
    }
  }
}

/** Fills in each chain offset + Σ_i state of variables[i] · strides[i]. */
export function findEntries({ chains, entries }: Lanes, offset: number, variables: ArrayLike<number>, strides: ArrayLike<number>): void {
  const { count, states } = chains;
  entries.fill(offset);
  for (let i = 0; i < variables.length; i++) {
    const first = (variables[i] as number) * count;
    const stride = strides[i] as number;
    for (let c = 0; c < count; c++) entries[c] = (entries[c] as number) + (states[first + c] as number) * stride;
  }
}

/** Fills in each chain what multiplies factors of a basis. */
export function findScales({ chains, columns, scales }: Lanes, basis: number): void {
  const { count, rows } = chains;
  const column = columns[basis] as Float64Array;
  for (let c = 0; c < count; c++) scales[c] = column[rows[c] as number] as number;
}

/** A factor of two variables, the commonest by far: the other one's states are looked up in a row of the table. */
function addPairWeights({ chains, weights, bySize }: Lanes, touch: Touch, potentials: Float64Array, size: number): void {
  const { count, states } = chains;
  const other = (touch.others[0] as number) * count;
  const otherStride = touch.otherStrides[0] as number;
  const otherSize = touch.otherSizes[0] as number;
  for (let k = 0; k < size; k++) {
    const entry = touch.offset + k * touch.stride;
    for (let j = 0; j < otherSize; j++) bySize[j] = potentials[entry + j * otherStride] as number;
    const first = k * count;
    for (let c = 0; c < count; c++) weights[first + c] = (weights[first + c] as number) + (bySize[states[other + c] as number] as number);
  }
}

function addPairDifferences({ chains, weights, bySize }: Lanes, touch: Touch, potentials: Float64Array): void {
  const { count, states } = chains;
  const other = (touch.others[0] as number) * count;
  const otherStride = touch.otherStrides[0] as number;
  const otherSize = touch.otherSizes[0] as number;
  for (let j = 0; j < otherSize; j++) {
    const entry = touch.offset + j * otherStride;
    bySize[j] = (potentials[entry + touch.stride] as number) - (potentials[entry] as number);
  }
  for (let c = 0; c < count; c++) weights[c] = (weights[c] as number) + (bySize[states[other + c] as number] as number);
}

function addWeights({ chains, entries, weights }: Lanes, potentials: Float64Array, stride: number, size: number): void {
  const { count } = chains;
  for (let k = 0; k < size; k++) {
    const first = k * count;
    const shift = k * stride;
    for (let c = 0; c < count; c++)
      weights[first + c] = (weights[first + c] as number) + (potentials[(entries[c] as number) + shift] as number);
  }
}

function addScaledWeights({ chains, entries, scales, weights }: Lanes, potentials: Float64Array, stride: number, size: number): void {
  const { count } = chains;
  for (let k = 0; k < size; k++) {
    const first = k * count;
    const shift = k * stride;
    for (let c = 0; c < count; c++) {
      const scale = scales[c] as number;
      if (scale !== 0) weights[first + c] = (weights[first + c] as number) + scale * (potentials[(entries[c] as number) + shift] as number);
    }
  }
}

function addDifferences({ chains, entries, weights }: Lanes, potentials: Float64Array, stride: number): void {
  const { count } = chains;
  for (let c = 0; c < count; c++) {
    const entry = entries[c] as number;
    weights[c] = (weights[c] as number) + ((potentials[entry + stride] as number) - (potentials[entry] as number));
  }
}

function addScaledDifferences({ chains, entries, scales, weights }: Lanes, potentials: Float64Array, stride: number): void {
  const { count } = chains;
  for (let c = 0; c < count; c++) {
    const entry = entries[c] as number;
    const scale = scales[c] as number;
    if (scale === 0) continue;
    weights[c] = (weights[c] as number) + scale * ((potentials[entry + stride] as number) - (potentials[entry] as number));
  }
}
