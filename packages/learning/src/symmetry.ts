import { type GroundLaw, type GroundVariable, isAbsent } from "@platewise/graph";
import type { Problem } from "./problem.ts";

/** Slots of a law grouped so that those of one group differ only in the state of parent `id`. */
function alongParent(problem: Problem, law: GroundLaw, id: number): readonly (readonly number[])[] {
  const { variables } = problem.plan.ground;
  const axis = law.parents.indexOf(id);
  const sizes = law.parents.map((p) => (variables[p] as GroundVariable).states as number);
  const stride = sizes.slice(axis + 1).reduce((a, b) => a * b, 1);
  const size = sizes[axis] as number;
  const groups: number[][] = [];
  for (let slot = 0; slot < law.slots; slot++) {
    if (Math.floor(slot / stride) % size !== 0) continue;
    groups.push(Array.from({ length: size }, (_, k) => slot + k * stride));
  }
  return groups;
}

function argumentsEqual(law: GroundLaw, theta: Float64Array, a: number, b: number): boolean {
  return law.cells.every((cells, argument) => {
    const length = law.family.argumentLength(law.shape, argument);
    const [x, y] = [cells[a] as number, cells[b] as number];
    for (let i = 0; i < length; i++) if (theta[x + i] !== theta[y + i]) return false;
    return true;
  });
}

const isAlikeAlong = (problem: Problem, law: GroundLaw, id: number, theta: Float64Array): boolean =>
  alongParent(problem, law, id).every((slots) => slots.every((slot) => argumentsEqual(law, theta, slots[0] as number, slot)));

/**
 * Latents whose states are all alike at `theta`: EM never tells them apart from there. Only latents with some free
 * argument behind them count; in a chain, what hangs on a latent one step later counts too.
 */
export function symmetricLatents(problem: Problem, theta: Float64Array): readonly GroundVariable[] {
  const { laws, variables } = problem.plan.ground;
  return variables.filter((v) => {
    if (!isAbsent(v) || v.previous !== null || v.states === null || v.states < 2) return false;
    const seats = variables.filter((other) => other === v || other.previous === v.id).map(({ id }) => id);
    const children = laws.filter((law) => seats.some((id) => law.parents.includes(id)));
    if (children.length === 0) return false;
    const free = children.some((law) => law.cells.some((cells) => cells.some((cell) => problem.isFree(cell))));
    return free && seats.every((id) => children.every((law) => !law.parents.includes(id) || isAlikeAlong(problem, law, id, theta)));
  });
}
