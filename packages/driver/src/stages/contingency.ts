import { portableExp } from "@platewise/core";
import { applyMap, type RowNetwork, type RowStates } from "@platewise/graph";
import { type NetworkProblem, tableStatistics } from "@platewise/loglinear";

/** Most joint states of a contingency table. */
const MOST_CELLS = 1e6;

/** How a network's fit stands to its data as a contingency table. */
export interface Contingency {
  /** G² = 2 Σ n log(n / fitted), against the saturated model; Infinity where a cell that occurs is impossible. */
  readonly deviance: number;
  /** X² = Σ (n − fitted)² / fitted. */
  readonly pearson: number;
  /** Joint states, with those that never occur. */
  readonly cells: number;
}

/** True where rows have all their cells, and one law: the counts of joint states then say all that the data do. */
const isTable = ({ given, factors }: RowNetwork, { states }: RowStates): boolean =>
  !given.includes(1) && !states.includes(-1) && factors.every(({ basis }) => basis < 0);

/** How often each joint state occurs, the last variable fastest. */
function countStates({ sizes }: RowNetwork, { rows, states, weights }: RowStates, into: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    let cell = 0;
    for (let v = 0; v < sizes.length; v++) cell = cell * (sizes[v] as number) + (states[row * sizes.length + v] as number);
    into[cell] = (into[cell] as number) + (weights ? (weights[row] as number) : 1);
  }
}

/** Steps of each variable (rows) in each factor's table (columns): 0 where the factor does not hold it. */
function stepsOf({ sizes, factors }: RowNetwork): readonly Int32Array[] {
  return Array.from(sizes, (_, v) =>
    Int32Array.from(factors, ({ scope, strides }) => scope.reduce((sum, u, i) => (u === v ? sum + (strides[i] as number) : sum), 0)),
  );
}

/** The log-potential of each joint state, the last variable fastest. */
function addPotentials(network: RowNetwork, potentials: Float64Array, into: Float64Array): void {
  const { sizes, factors } = network;
  const steps = stepsOf(network);
  const digits = new Int32Array(sizes.length);
  const places = Int32Array.from(factors, ({ offset }) => offset);
  const move = (v: number, by: number): void => {
    const own = steps[v] as Int32Array;
    for (let f = 0; f < places.length; f++) places[f] = (places[f] as number) + by * (own[f] as number);
  };
  for (let cell = 0; cell < into.length; cell++) {
    let sum = 0;
    for (let f = 0; f < places.length; f++) sum += potentials[places[f] as number] as number;
    into[cell] = sum;
    for (let v = sizes.length - 1; v >= 0; v--) {
      const carries = (digits[v] as number) + 1 === sizes[v];
      move(v, carries ? 1 - (sizes[v] as number) : 1);
      digits[v] = carries ? 0 : (digits[v] as number) + 1;
      if (!carries) break;
    }
  }
}

/** Log-potentials in place of which expected counts of `total` rows are put. */
function normalise(cells: Float64Array, total: number): void {
  const max = cells.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    const weight = portableExp((cells[cell] as number) - max);
    cells[cell] = weight;
    sum += weight;
  }
  for (let cell = 0; cell < cells.length; cell++) cells[cell] = ((cells[cell] as number) / sum) * total;
}

/**
 * The fit at `theta` against the counts of all joint states; null where the data are no contingency table: something is given or not
 * seen, the rows hang together, or the joint states are more than a million. Bishop, Fienberg & Holland, Discrete Multivariate Analysis
 * (1975), 4.2.
 */
export function contingencyOf({ written, rows }: NetworkProblem, theta: Float64Array): Contingency | null {
  if (typeof written === "string" || !isTable(written.network, written.data)) return null;
  const { network, map, data } = written;
  const cells = network.sizes.reduce((a, b) => a * b, 1);
  if (cells > MOST_CELLS || !(rows > 0)) return null;
  const potentials = new Float64Array(map.constant.length);
  applyMap(map, theta, potentials);
  const fitted = new Float64Array(cells);
  addPotentials(network, potentials, fitted);
  normalise(fitted, rows);
  const observed = new Float64Array(cells);
  countStates(network, data, observed);
  const { deviance, pearson } = tableStatistics(observed, fitted);
  return { deviance, pearson, cells };
}
