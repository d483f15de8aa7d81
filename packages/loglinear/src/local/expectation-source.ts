/** Where a model's expectations come from: an exact engine, or an approximation that says so elsewhere. */
export interface ExpectationSource {
  /**
   * Overwrites `into` with the expected counts of entries at `theta`, summed over rows with their weights, and returns the weighted
   * sum of the rows' log-partition functions. A parameter may be −Infinity.
   */
  readonly expectedCounts: (theta: Float64Array, into: Float64Array) => number;
}
