/** Every subset of a list. */
function subsets(list: readonly number[]): number[][] {
  const all: number[][] = [[]];
  for (const each of list) for (const smaller of all.slice()) all.push([...smaller, each]);
  return all;
}

/**
 * Free parameters of the hierarchical model that the margins generate, the constant included: Π (size - 1) summed over all sets of axes that
 * lie in a margin, which is the rank of its design. Zeros among the counts are not looked at. Less than the number of cells by the degrees of
 * freedom. Source: Bishop, Fienberg & Holland, "Discrete Multivariate Analysis" (1975), section 3.4.
 */
export function rankOfMargins(sizes: readonly number[], margins: readonly (readonly number[])[]): number {
  const terms = new Map<string, number>();
  for (const margin of margins) {
    const axes = [...new Set(margin)].sort((a, b) => a - b);
    for (const term of subsets(axes)) {
      terms.set(
        term.join(),
        term.reduce((all, axis) => all * ((sizes[axis] as number) - 1), 1),
      );
    }
  }
  return [...terms.values()].reduce((sum, each) => sum + each, 0);
}
