import type { RowNetwork } from "@platewise/graph";
import type { Clusters } from "./clusters.ts";

/** Goes through the joint states of the unknown variables, the last one fastest, and keeps where each cluster's entry stands. */
export interface JointWalk {
  /** The unknown variables, and the state of each at this point. */
  readonly variables: Int32Array;
  readonly digits: Int32Array;
  /** For each cluster the place of its entry in the array of all tables. */
  readonly places: Int32Array;
  /** Back to the first joint state, all zero. */
  readonly reset: () => void;
  /** To the next joint state; after the last one follows the first. */
  readonly advance: () => void;
}

/** The clusters that a variable moves, and by how much. */
interface Moves {
  readonly size: number;
  readonly clusters: Int32Array;
  readonly steps: Int32Array;
}

/** A walk over the variables that are unknown (−1) in `states`. */
export function createJointWalk({ sizes }: RowNetwork, { clusters }: Clusters, states: Int32Array): JointWalk {
  const variables = Int32Array.from([...states.keys()].filter((v) => (states[v] as number) < 0));
  const moves = Array.from(variables, (v) => movesOf(clusters, v, sizes[v] as number));
  const digits = new Int32Array(variables.length);
  const places = new Int32Array(clusters.length);
  const reset = (): void => {
    digits.fill(0);
    for (let c = 0; c < places.length; c++) places[c] = clusters[c]?.start as number;
  };
  const advance = (): void => {
    for (let i = digits.length - 1; i >= 0; i--) {
      const move = moves[i] as Moves;
      const digit = (digits[i] as number) + 1;
      const carries = digit === move.size;
      digits[i] = carries ? 0 : digit;
      shift(move, carries ? 1 - move.size : 1, places);
      if (!carries) return;
    }
  };
  reset();
  return { variables, digits, places, reset, advance };
}

function shift({ clusters, steps }: Moves, by: number, places: Int32Array): void {
  for (let i = 0; i < clusters.length; i++) {
    const c = clusters[i] as number;
    places[c] = (places[c] as number) + by * (steps[i] as number);
  }
}

function movesOf(clusters: Clusters["clusters"], variable: number, size: number): Moves {
  const found: number[] = [];
  const steps: number[] = [];
  clusters.forEach(({ scope, sizes }, c) => {
    const axis = scope.indexOf(variable);
    if (axis < 0) return;
    found.push(c);
    steps.push(sizes.slice(axis + 1).reduce((product, n) => product * n, 1));
  });
  return { size, clusters: Int32Array.from(found), steps: Int32Array.from(steps) };
}
