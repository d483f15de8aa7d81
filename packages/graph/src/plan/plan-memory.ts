import { chainBytes } from "../chain/describe-chain.ts";
import type { GroundGraph, GroundVariable } from "../grounding/ground-graph.ts";
import { smallestHolding } from "./clique-homes.ts";
import type { CliqueNode, CliqueTree } from "./elimination.ts";
import type { Pattern } from "./patterns.ts";
import type { PlatePlan } from "./plan.ts";

/** Bytes of a number, and of the place of an entry. */
const NUMBER = 8;
const PLACE = 4;

const sizeOf = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Rows per block of a joint table: the block should stay in the first-level cache. */
export const rowsPerBlock = (states: number, count: number): number => Math.max(1, Math.min(256, count, Math.floor(4096 / states)));

/** Rows per block of a clique tree: its tables should stay in the second-level cache. */
export const rowsPerTreeBlock = (tree: CliqueTree, count: number): number =>
  Math.max(1, Math.min(256, count, Math.floor(32768 / tree.states)));

/** Joint states of the axes at some places. */
const statesAt = ({ axes }: Pick<Pattern, "axes">, places: readonly number[]): number =>
  sizeOf(places.map((place) => axes[place] as GroundVariable));

/** Numbers that the tables, messages and margins of a part's clique tree need at once; 0 without a tree. */
export function arenaSize(part: Pick<Pattern, "axes" | "tree" | "count">): number {
  const { tree, count } = part;
  if (!tree) return 0;
  const messages = sum(tree.cliques.map(({ members, shared }) => 2 * statesAt(part, members.slice(0, shared)) + 1));
  return (tree.states + messages + tree.largest + 1) * rowsPerTreeBlock(tree, count);
}

/** Trees of fewer states in all have maps that are not worth an exact count. */
const SMALL = 256;

/** States of the cliques that the laws of a part are multiplied into: each keeps a map from the states of its clique. */
function lawMaps(part: Pattern, { cliques, states: all, largest }: CliqueTree): number {
  const { axes, laws } = part;
  if (all <= SMALL) return laws.length * largest;
  const members = cliques.map((clique) => clique.members.map((place) => (axes[place] as GroundVariable).id));
  const states = cliques.map((clique) => statesAt(part, clique.members));
  const unknown = new Set(axes.map((v) => v.id));
  const homes = laws.map((law) =>
    smallestHolding(
      members,
      states,
      [...law.parents, law.child].filter((id) => unknown.has(id)),
    ),
  );
  return sum(homes.map((c) => states[c] as number));
}

/** States that the maps between a clique tree's messages start from: those of the parent and, on the way, of a sibling's message. */
function messageMaps(part: Pattern, { cliques }: CliqueTree): number {
  const widest = new Map<number, number>();
  for (const { parent, members, shared } of cliques) {
    widest.set(parent, Math.max(widest.get(parent) ?? 1, statesAt(part, members.slice(0, shared))));
  }
  const above = cliques.map(({ parent }) => (parent < 0 ? 0 : statesAt(part, (cliques[parent] as CliqueNode).members)));
  return sum(above) + sum(cliques.map(({ parent }) => widest.get(parent) as number));
}

/** Bytes that a part keeps for itself: the weights of its joint states, and maps from them to the entries of its laws. */
function standingBytes(pattern: Pattern, inboxes: number): number {
  const { tree, states, laws } = pattern;
  if (!tree) return NUMBER * states + PLACE * states * (laws.length + inboxes);
  return NUMBER * tree.states + PLACE * (lawMaps(pattern, tree) + messageMaps(pattern, tree) + inboxes * tree.largest);
}

/** Bytes that joint tables are worked on in, in turn: the table of a block, its posterior, and sums and weights of its rows. */
function scratchBytes(parts: readonly Pattern[]): number {
  const joint = parts.filter(({ tree }) => tree === null);
  const table = joint.reduce((n, { states }) => Math.max(n, states * rowsPerBlock(states, 256)), 1);
  return NUMBER * (2 * table + Math.max(256, table) + 256);
}

/** Bytes that a part needs: what it keeps, and what it works in, in turn with others. */
export const partBytes = (pattern: Pattern): number =>
  standingBytes(pattern, 0) + (pattern.tree ? NUMBER * arenaSize(pattern) : scratchBytes([pattern]));

/** Bytes of the messages from a plate to the plate outside, and of the posteriors that come back. */
function messageBytes({ patterns, chains, scope }: PlatePlan, instancesOutside: number): number {
  const wanted = [...patterns.map(({ axes, outer }) => axes.slice(0, outer)), ...chains.map(({ outer }) => outer)];
  const sizes = new Map(wanted.map((axes) => [axes.map((v) => v.id).join(), axes.length > 0 ? sizeOf(axes) : 0]));
  return scope.parent === null ? 0 : 2 * NUMBER * instancesOutside * sum([...sizes.values()]);
}

function plateBytes(plates: readonly PlatePlan[], plate: PlatePlan): number {
  const { scope, patterns, chains } = plate;
  const outside = plates.find((p) => p.scope.plate === scope.parent)?.scope.instances ?? 1;
  const own = sum(patterns.map((p) => standingBytes(p, scope.children.length)));
  const inChains = sum(chains.map((c) => chainBytes(scope, c) + sum(c.slices.map((p) => standingBytes(p, 0)))));
  return NUMBER * scope.instances + own + inChains + messageBytes(plate, outside);
}

/** Bytes that the tables of a plan take: parameters, joint tables or cliques with their messages, and the rows of chains. */
export function planBytes(plates: readonly PlatePlan[], { layout, constants }: GroundGraph): number {
  const parts = plates.flatMap(({ patterns, chains }) => [...patterns, ...chains.flatMap((c) => c.slices)]);
  const arena = parts.reduce((n, part) => Math.max(n, arenaSize(part)), 0);
  return NUMBER * (layout.size + constants.length + arena) + scratchBytes(parts) + sum(plates.map((p) => plateBytes(plates, p)));
}
