/** The number of combinations of states. */
export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/**
 * The place of a combination of states in a table with the last variable fastest, from its place in one with the first fastest.
 * With `sizes` in reverse it goes the other way.
 */
export function lastFastest(place: number, sizes: readonly number[]): number {
  let rest = place;
  let at = 0;
  for (const size of sizes) {
    at = at * size + (rest % size);
    rest = Math.floor(rest / size);
  }
  return at;
}

/** The table of the same factor over `to`, another order of the variables of `from`; the last variable is fastest in both. */
export function reorderTable(
  table: readonly number[],
  from: { readonly scope: readonly string[]; readonly sizes: readonly number[] },
  to: readonly string[],
): readonly number[] {
  if (to.every((name, at) => name === from.scope[at])) return table;
  const axes = to.map((name) => from.scope.indexOf(name));
  const strides = axes.map((axis) => product(from.sizes.slice(axis + 1)));
  const sizes = axes.map((axis) => from.sizes[axis] as number);
  return Array.from(table, (_, place) => {
    let rest = place;
    let at = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      at += (rest % (sizes[axis] as number)) * (strides[axis] as number);
      rest = Math.floor(rest / (sizes[axis] as number));
    }
    return table[at] as number;
  });
}
