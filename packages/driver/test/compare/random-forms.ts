import { createRandom } from "@platewise/core";
import fc from "fast-check";
import { type Model, parse } from "../../src/api/model.ts";

/** A random directed model of discrete variables, each with some of those before it as parents, and a seed for its rows. */
export interface RandomDag {
  readonly sizes: readonly number[];
  readonly parents: readonly (readonly number[])[];
  readonly seed: number;
}

/** Directed models of up to five variables of two or three states. */
export const randomDags: fc.Arbitrary<RandomDag> = fc.integer({ min: 2, max: 5 }).chain((n) =>
  fc.record({
    sizes: fc.array(fc.integer({ min: 2, max: 3 }), { minLength: n, maxLength: n }),
    parents: fc.tuple(...Array.from({ length: n }, (_, v) => fc.subarray([...Array(v).keys()], { maxLength: Math.min(v, 2) }))),
    seed: fc.nat({ max: 1e6 }),
  }),
);

const labels = (size: number): string => `{${["a", "b", "c"].slice(0, size).join(", ")}}`;

/** The model in the language. */
export function dagModel({ sizes, parents }: RandomDag): Model {
  const lines = sizes.map(
    (size, v) => `  observed x${v} : ${labels(size)} ~ Table(${(parents[v] ?? []).map((u) => `x${u}`).join(", ")})\n`,
  );
  return parse(`model Random\nplate row {\n${lines.join("")}}\n`);
}

/** The same variables as a network with a table over each scope. */
export function networkModel({ sizes }: RandomDag, scopes: readonly (readonly number[])[]): Model {
  const nodes = sizes.map((size, v) => `  observed x${v} : ${labels(size)}\n`);
  const factors = scopes.map((scope) => `  factor table(${scope.map((v) => `x${v}`).join(", ")})\n`);
  return parse(`network Random\nplate row {\n${nodes.join("")}${factors.join("")}}\n`);
}

/**
 * Rows of a table in which every joint state stands once and `more` others besides; a share of the cells is empty. Values of a row
 * lean on the one before, so that nothing is independent.
 */
export function randomRows({ sizes, seed }: RandomDag, more: number, empty: number): readonly Readonly<Record<string, string | null>>[] {
  const random = createRandom(seed);
  const states = sizes.reduce((a, b) => a * b, 1);
  const every = Array.from({ length: states }, (_, state) => {
    let rest = state;
    return sizes.map((size) => {
      const own = rest % size;
      rest = Math.floor(rest / size);
      return own;
    });
  });
  const others = Array.from({ length: more }, () => {
    let last = 0;
    return sizes.map((size) => {
      last = random.next() < 0.5 ? last % size : Math.floor(random.next() * size);
      return last;
    });
  });
  return [...every, ...others].map((row) =>
    Object.fromEntries(row.map((state, v) => [`x${v}`, random.next() < empty ? null : (["a", "b", "c"][state] as string)])),
  );
}
