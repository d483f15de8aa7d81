import fc from "fast-check";
import { expect, it } from "vitest";
import { type CliqueTree, findCliqueTree } from "../src/plan/elimination.ts";

const graphs = fc.integer({ min: 1, max: 12 }).chain((n) =>
  fc.record({
    sizes: fc.array(fc.integer({ min: 2, max: 4 }), { minLength: n, maxLength: n }),
    scopes: fc.array(fc.uniqueArray(fc.integer({ min: 0, max: n - 1 }), { minLength: 1, maxLength: 4 }), { maxLength: 14 }),
    last: fc.uniqueArray(fc.integer({ min: 0, max: n - 1 }), { maxLength: 3 }),
    order: fc.constantFrom("min-fill" as const, "min-weight" as const, undefined),
  }),
);

const holds = (members: readonly number[], wanted: readonly number[]): boolean => wanted.every((v) => members.includes(v));

/** Cliques that hold a variable hang together: all but one of them share it with their parent. */
function hangsTogether({ cliques }: CliqueTree, v: number): boolean {
  const holding = cliques.filter(({ members }) => members.includes(v));
  return holding.filter(({ members, shared }) => !members.slice(0, shared).includes(v)).length <= 1;
}

it("every scope lies in a clique, the root holds what is last, and cliques of a variable hang together", () => {
  fc.assert(
    fc.property(graphs, ({ sizes, scopes, last, order }) => {
      const tree = findCliqueTree(sizes, scopes, last, order);
      const [root] = tree.cliques;
      expect(root && holds(root.members.slice(0, root.shared), last) && root.shared === last.length).toBe(true);
      for (const scope of scopes) expect(tree.cliques.some(({ members }) => holds(members, scope))).toBe(true);
      sizes.forEach((_, v) => {
        expect(tree.cliques.some(({ members }) => members.includes(v))).toBe(true);
        if (!last.includes(v)) expect(hangsTogether(tree, v)).toBe(true);
      });
      tree.cliques.forEach(({ parent, members, shared }, i) => {
        expect(i === 0 ? parent : parent < i && parent >= 0).toBe(i === 0 ? -1 : true);
        if (i > 0) expect(holds(tree.cliques[parent]?.members ?? [], members.slice(0, shared))).toBe(true);
      });
    }),
    { numRuns: 500 },
  );
});
