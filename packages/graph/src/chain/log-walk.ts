import { logSumExp, portableExp } from "@platewise/core";

/**
 * One sequence in logs: step t has the log-weights `logs[t * states + k]`, t counted from its first step. The transition from i to j
 * before step t is `matrix(t)[at(t) + i * states + j]`.
 */
export interface LogSteps {
  readonly states: number;
  readonly length: number;
  readonly initial: Float64Array;
  readonly logs: Float64Array;
  readonly matrix: Float64Array;
  readonly matrixAt: (t: number) => number;
}

/** Posteriors of a sequence: of the states, [t * states + k], and of the pairs, which `addPair` is told. */
export interface LogPosterior {
  readonly logLik: number;
  readonly states: Float64Array;
}

/** Forward log-weights, unscaled: [t * states + k]. */
export function forwardLogs({ states, length, initial, logs, matrix, matrixAt }: LogSteps): Float64Array {
  const alpha = new Float64Array(length * states);
  const terms = new Float64Array(states);
  for (let k = 0; k < states; k++) alpha[k] = (initial[k] as number) + (logs[k] as number);
  for (let t = 1; t < length; t++) {
    const m = matrixAt(t);
    for (let j = 0; j < states; j++) {
      for (let i = 0; i < states; i++) terms[i] = (alpha[(t - 1) * states + i] as number) + (matrix[m + i * states + j] as number);
      alpha[t * states + j] = logSumExp(terms, 0, states) + (logs[t * states + j] as number);
    }
  }
  return alpha;
}

/** The log-likelihood of a sequence in logs, which nothing can underflow; −Infinity where it is impossible. */
export function logLikInLogs(steps: LogSteps): number {
  return logSumExp(forwardLogs(steps), (steps.length - 1) * steps.states, steps.states);
}

/** Makes some probabilities sum to one: rounding of large logs leaves all of them off by one factor. */
function normalise(values: Float64Array): void {
  const total = values.reduce((a, b) => a + b, 0);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / total;
}

/** Turns the backward logs of step t into those of step t − 1, telling the pairs. */
function stepBack(
  steps: LogSteps,
  t: number,
  { alpha, logLik }: { alpha: Float64Array; logLik: number },
  beta: Float64Array,
  addPair: (t: number, i: number, j: number, p: number) => void,
): void {
  const { states, logs, matrix } = steps;
  const m = steps.matrixAt(t);
  const message = beta.map((b, j) => b + (logs[t * states + j] as number));
  const terms = new Float64Array(states);
  const pairs = new Float64Array(states * states);
  for (let i = 0; i < states; i++) {
    const a = alpha[(t - 1) * states + i] as number;
    for (let j = 0; j < states; j++) {
      const term = (matrix[m + i * states + j] as number) + (message[j] as number);
      terms[j] = term;
      pairs[i * states + j] = portableExp(a + term - logLik);
    }
    beta[i] = logSumExp(terms, 0, states);
  }
  normalise(pairs);
  pairs.forEach((p, at) => {
    if (p > 0) addPair(t, Math.floor(at / states), at % states, p);
  });
}

/** Forward–backward in logs, for sequences that scaled weights can't hold. An impossible sequence has no posterior. */
export function posteriorInLogs(steps: LogSteps, addPair: (t: number, i: number, j: number, p: number) => void): LogPosterior {
  const { states, length } = steps;
  const alpha = forwardLogs(steps);
  const posterior = new Float64Array(length * states);
  const logLik = logSumExp(alpha, (length - 1) * states, states);
  if (logLik === -Infinity) return { logLik, states: posterior };
  const beta = new Float64Array(states);
  for (let t = length - 1; t >= 0; t--) {
    for (let k = 0; k < states; k++)
      posterior[t * states + k] = portableExp((alpha[t * states + k] as number) + (beta[k] as number) - logLik);
    normalise(posterior.subarray(t * states, (t + 1) * states));
    if (t > 0) stepBack(steps, t, { alpha, logLik }, beta, addPair);
  }
  return { logLik, states: posterior };
}

/** Where the best of `states` numbers stands, the first of equals. */
function best(values: Float64Array, states: number): number {
  let top = 0;
  for (let k = 1; k < states; k++) if ((values[k] as number) > (values[top] as number)) top = k;
  return top;
}

/** Moves the best log-weights one step on; `from[j]` is the state that the best path to j comes from, the lowest of equals. */
function advanceBest(steps: LogSteps, t: number, score: Float64Array, next: Float64Array, from: Int32Array): void {
  const { states, matrix, logs } = steps;
  const m = steps.matrixAt(t);
  for (let j = 0; j < states; j++) {
    let top = 0;
    let value = (score[0] as number) + (matrix[m + j] as number);
    for (let i = 1; i < states; i++) {
      const x = (score[i] as number) + (matrix[m + i * states + j] as number);
      if (x > value) [top, value] = [i, x];
    }
    next[j] = value + (logs[t * states + j] as number);
    from[t * states + j] = top;
  }
}

/**
 * The most probable path and its log-probability; of equally probable ones, that with the lowest last state, then the lowest one
 * before it, and so on. Source: Viterbi, IEEE Transactions on Information Theory 13 (1967).
 */
export function bestPath(steps: LogSteps): { readonly logProb: number; readonly path: Int32Array } {
  const { states, length, initial, logs } = steps;
  const from = new Int32Array(length * states);
  let score = initial.map((x, k) => x + (logs[k] as number));
  let next = new Float64Array(states);
  for (let t = 1; t < length; t++) {
    advanceBest(steps, t, score, next, from);
    [score, next] = [next, score];
  }
  const path = new Int32Array(length);
  path[length - 1] = best(score, states);
  for (let t = length - 1; t > 0; t--) path[t - 1] = from[t * states + (path[t] as number)] as number;
  return { logProb: score[path[length - 1] as number] as number, path };
}
