/**
 * One factor of a network within one row: a table over its variables, the last one of `scope` fastest. `scope` counts places in
 * the network's variables, `strides` are those of the table, whose first entry stands at `offset` of the vector of
 * log-potentials. `basis` is the column of numbers (by place in `columns`) that multiplies the table row by row; −1: none.
 */
export interface RowFactor {
  readonly scope: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly length: number;
  readonly basis: number;
}

/**
 * What a network says of one row of its plate: log-potential of state x in row r = Σ_f b_f(r) · T[offset_f + Σ x_v · stride_v].
 * `sizes` are the states of each variable. `given` marks those that are conditioned on (1) and never change. `columns` are the
 * numbers of rows that multiply factors.
 */
export interface RowNetwork {
  readonly keys: readonly string[];
  readonly sizes: Int32Array;
  readonly given: Uint8Array;
  readonly factors: readonly RowFactor[];
  readonly columns: readonly Float64Array[];
  /** Number of log-potentials of all factors together. */
  readonly entries: number;
}

/** The states of rows, `states[row * variables + v]` (−1: an empty cell), and what each row counts. */
export interface RowStates {
  readonly rows: number;
  readonly states: Int32Array;
  readonly weights: Float64Array | null;
}

/**
 * A sparse linear map from parameters to log-potentials: T[e] = constant[e] + Σ coefficients[k] · theta[cells[k]] over
 * k = starts[e] … starts[e+1] − 1.
 */
export interface LinearMap {
  readonly starts: Int32Array;
  readonly cells: Int32Array;
  readonly coefficients: Float64Array;
  readonly constant: Float64Array;
  /** Where the parameters stand that are the log-potentials as they are, T[e] = theta[identity + e]; left out of other maps. */
  readonly identity?: number;
}

/** The log-potentials of a linear map at `theta`. */
export function applyMap(map: LinearMap, theta: Float64Array, into: Float64Array): void {
  const { starts, cells, coefficients, constant, identity } = map;
  if (identity !== undefined) {
    for (let e = 0; e < into.length; e++) into[e] = theta[identity + e] as number;
    return;
  }
  for (let e = 0; e < constant.length; e++) {
    let sum = constant[e] as number;
    const end = starts[e + 1] as number;
    for (let k = starts[e] as number; k < end; k++) sum += (coefficients[k] as number) * (theta[cells[k] as number] as number);
    into[e] = sum;
  }
}

/** Adds `scale` times what counts of entries say of the parameters: gradient[c] += scale · Σ_e counts[e] · ∂T[e]/∂theta[c]. */
export function addTransposed(
  { starts, cells, coefficients, identity }: LinearMap,
  counts: Float64Array,
  scale: number,
  gradient: Float64Array,
): void {
  if (identity !== undefined) {
    for (let e = 0; e < counts.length; e++) gradient[identity + e] = (gradient[identity + e] as number) + scale * (counts[e] as number);
    return;
  }
  for (let e = 0; e + 1 < starts.length; e++) {
    const count = scale * (counts[e] as number);
    if (count === 0) continue;
    const end = starts[e + 1] as number;
    for (let k = starts[e] as number; k < end; k++) {
      const cell = cells[k] as number;
      gradient[cell] = (gradient[cell] as number) + count * (coefficients[k] as number);
    }
  }
}
