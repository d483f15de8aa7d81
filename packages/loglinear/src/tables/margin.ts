/** A margin of a table: which axes it keeps, and where a cell of the table lies in it, row-major in the table's order of axes. */
export interface Margin {
  /** How many cells it has. */
  readonly length: number;
  /** By how much its index grows along each axis of the table; 0 for the axes summed out. */
  readonly strides: readonly number[];
}

/** The margin of a table of these sizes over some of its axes, in any order. */
export function createMargin(sizes: readonly number[], axes: readonly number[]): Margin {
  const strides = sizes.map(() => 0);
  let length = 1;
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    if (!axes.includes(axis)) continue;
    strides[axis] = length;
    length *= sizes[axis] as number;
  }
  return { length, strides };
}
