// Polyak & Juditsky, "Acceleration of stochastic approximation by averaging", SIAM J. Control and Optimization 30 (1992); errors from the
// means of batches, which allow for what neighbouring steps have in common.

/** Iterations of the first window; each later one is as long as all before it together. */
const FIRST_WINDOW = 64;

const BATCHES = 16;

/** Sums of iterates, and how often each parameter was zero. */
interface Iterates {
  readonly sum: Float64Array;
  readonly zeros: Float64Array;
}

/** Averages over a window of iterations, and over the one before it. All arrays have one entry per parameter. */
export interface WindowAverage {
  readonly open: Iterates;
  readonly previous: Iterates;
  /** Of the gradient: the batch that is open, and mean and sum of squared deviations of the closed ones. */
  readonly batch: Float64Array;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
  iterations: number;
  /** Where the window starts, how long it is, and how long the previous one was. */
  start: number;
  length: number;
  previousLength: number;
}

/** Averages of nothing. */
export function createWindowAverage(size: number): WindowAverage {
  const zeros = () => new Float64Array(size);
  const iterates = (): Iterates => ({ sum: zeros(), zeros: zeros() });
  const arrays = { open: iterates(), previous: iterates(), batch: zeros(), mean: zeros(), squares: zeros() };
  return { ...arrays, iterations: 0, start: 0, length: FIRST_WINDOW, previousLength: 0 };
}

/** How many iterations of the window were recorded; the last one of a window stays until the next is opened. */
const recorded = ({ iterations, start }: WindowAverage): number => iterations - start;

/** True where the iteration just recorded was the last one of its window. */
export const isWindowFull = (average: WindowAverage): boolean => recorded(average) === average.length;

/** True in the window from the start, whose iterations are on their way. */
export const isFirstWindow = ({ start }: WindowAverage): boolean => start === 0;

function openWindow(average: WindowAverage): void {
  average.previous.sum.set(average.open.sum);
  average.previous.zeros.set(average.open.zeros);
  average.previousLength = average.length;
  average.start = average.iterations;
  average.length = average.iterations;
  for (const each of [average.open.sum, average.open.zeros, average.batch, average.mean, average.squares]) each.fill(0);
}

function closeBatch({ batch, mean, squares, length }: WindowAverage, closed: number): void {
  for (let k = 0; k < batch.length; k++) {
    const value = ((batch[k] as number) * BATCHES) / length;
    const off = value - (mean[k] as number);
    mean[k] = (mean[k] as number) + off / closed;
    squares[k] = (squares[k] as number) + off * (value - (mean[k] as number));
    batch[k] = 0;
  }
}

/** Takes an iteration's parameters and the gradient that led to them. */
export function recordIteration(average: WindowAverage, theta: Float64Array, gradient: Float64Array): void {
  if (isWindowFull(average)) openWindow(average);
  const { batch, length } = average;
  const { sum, zeros } = average.open;
  for (let k = 0; k < sum.length; k++) {
    sum[k] = (sum[k] as number) + (theta[k] as number);
    if (theta[k] === 0) zeros[k] = (zeros[k] as number) + 1;
    batch[k] = (batch[k] as number) + (gradient[k] as number);
  }
  average.iterations += 1;
  const perBatch = length / BATCHES;
  const done = recorded(average);
  if (done % perBatch === 0) closeBatch(average, done / perBatch);
}

/**
 * Writes the mean of the recorded parameters: of the window, with the one before it as long as it is less than half full. What was zero
 * at least half of the time is zero: the mean of sparse vectors is not sparse.
 */
export function averagedParameters(average: WindowAverage, into: Float64Array): void {
  const { open, previous, previousLength, length } = average;
  const share = 2 * recorded(average) >= length ? 0 : 1;
  const count = recorded(average) + share * previousLength;
  for (let k = 0; k < into.length; k++) {
    const zeros = (open.zeros[k] as number) + share * (previous.zeros[k] as number);
    into[k] = 2 * zeros >= count ? 0 : ((open.sum[k] as number) + (share === 0 ? 0 : (previous.sum[k] as number))) / count;
  }
}

/** What the gradient of a window came to. */
export interface WindowGradient {
  /** Largest entry, by size, of its mean, and largest standard error of one. */
  readonly size: number;
  readonly error: number;
  /** Mean square of the entries' means over their standard errors: about 1, or less, where they are noise. */
  readonly surprise: number;
}

/** The mean gradient of a full window with its Monte-Carlo error. */
export function windowGradient({ mean, squares }: WindowAverage): WindowGradient {
  let [size, error, surprise, moving] = [0, 0, 0, 0];
  for (let k = 0; k < mean.length; k++) {
    const value = mean[k] as number;
    const variance = (squares[k] as number) / (BATCHES * (BATCHES - 1));
    size = Math.max(size, Math.abs(value));
    error = Math.max(error, Math.sqrt(variance));
    if (variance === 0) continue;
    surprise += (value * value) / variance;
    moving += 1;
  }
  return { size, error, surprise: moving > 0 ? surprise / moving : 0 };
}
