import type { ClusterTables } from "./cluster-tables.ts";
import type { Clusters } from "./clusters.ts";
import type { JointWalk } from "./joint-walk.ts";

/** What a run of enumeration leaves: probabilities of joint states in the order of the walk, and beliefs of the clusters' entries. */
export interface EnumeratedStates {
  readonly entries: number;
  readonly layout: Clusters;
  readonly cells: ClusterTables;
  readonly walk: JointWalk;
  readonly probabilities: Float64Array;
  readonly beliefs: Float64Array;
}

/** Adds `scale` times the covariance of the counts of entries: their second moments less the products of their means. */
export function addEnumeratedCovariance(enumerated: EnumeratedStates, scale: number, into: Float64Array): void {
  const { entries, cells, beliefs } = enumerated;
  const mean = new Float64Array(entries);
  cells.scatter(beliefs, 1, mean);
  for (let e = 0; e < entries; e++) {
    for (let g = 0; g < entries; g++) addAt(into, e * entries + g, -scale * (mean[e] as number) * (mean[g] as number));
  }
  addSecondMoments(enumerated, scale, into);
}

function addSecondMoments({ entries, layout, cells, walk, probabilities }: EnumeratedStates, scale: number, into: Float64Array): void {
  const { scales, bases } = cells;
  // Where each factor stands at this joint state; constant factors never move.
  const active = Int32Array.from(bases);
  walk.reset();
  for (let j = 0; j < probabilities.length; j++) {
    placeMembers(layout, cells, walk, active);
    const weight = scale * (probabilities[j] as number);
    for (let f = 0; f < active.length; f++) {
      const row = (active[f] as number) * entries;
      const scaled = weight * (scales[f] as number);
      for (let g = 0; g < active.length; g++) addAt(into, row + (active[g] as number), scaled * (scales[g] as number));
    }
    walk.advance();
  }
}

function placeMembers({ clusters }: Clusters, { bases }: ClusterTables, { places }: JointWalk, active: Int32Array): void {
  clusters.forEach(({ start, members }, c) => {
    const place = (places[c] as number) - start;
    for (const { factor, positions } of members) active[factor] = (bases[factor] as number) + (positions[place] as number);
  });
}

function addAt(array: Float64Array, at: number, amount: number): void {
  array[at] = (array[at] as number) + amount;
}
