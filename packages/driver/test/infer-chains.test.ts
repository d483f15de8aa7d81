import fc from "fast-check";
import { expect, test } from "vitest";
import { type InferResult, infer, parse } from "../src/index.ts";

/*
 * Hidden Markov models with some labels seen and some symbols missing, against an enumeration of all their unknown cells.
 */

interface Hidden {
  readonly start: readonly number[];
  readonly move: readonly (readonly number[])[];
  readonly emit: readonly (readonly number[])[];
}

interface Cell {
  readonly state: number | null;
  readonly symbol: number | null;
}

const simplex = (size: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: size, maxLength: size }).map((raw) => {
    const total = raw.reduce((a, b) => a + b, 0);
    return raw.map((x) => (total === 0 ? 1 / size : x / total));
  });

const rows = (count: number, size: number): fc.Arbitrary<readonly (readonly number[])[]> =>
  fc.array(simplex(size), { minLength: count, maxLength: count });

const hidden = (states: number, symbols: number): fc.Arbitrary<Hidden> =>
  fc.record({ start: simplex(states), move: rows(states, states), emit: rows(states, symbols) });

const cells = (states: number, symbols: number): fc.Arbitrary<readonly Cell[]> => {
  const cell = fc.record({
    state: fc.option(fc.nat({ max: states - 1 }), { freq: 1 }),
    symbol: fc.option(fc.nat({ max: symbols - 1 }), { freq: 3 }),
  });
  return fc.array(cell, { minLength: 1, maxLength: 4 });
};

const world = fc
  .record({ states: fc.integer({ min: 2, max: 3 }), symbols: fc.integer({ min: 2, max: 3 }) })
  .chain(({ states, symbols }) =>
    fc.record({ model: hidden(states, symbols), sequences: fc.array(cells(states, symbols), { minLength: 1, maxLength: 3 }) }),
  );

/** What the unknown cells of one sequence are in all: log-probability of everything, states and symbols. */
interface Completion {
  readonly log: number;
  readonly path: readonly (readonly [state: number, symbol: number])[];
}

function completions({ start, move, emit }: Hidden, sequence: readonly Cell[]): readonly Completion[] {
  const options = (seen: number | null, size: number): readonly number[] =>
    seen === null ? Array.from({ length: size }, (_, i) => i) : [seen];
  return sequence.reduce<readonly Completion[]>(
    (paths, { state, symbol }, t) =>
      paths.flatMap(({ log, path }) => {
        const law = t === 0 ? start : (move[(path[t - 1] as readonly [number, number])[0]] as readonly number[]);
        return options(state, start.length).flatMap((z) =>
          options(symbol, emit[0]?.length ?? 0).map((y) => {
            const p = Math.log(law[z] as number) + Math.log(emit[z]?.[y] as number);
            return { log: log + p, path: [...path, [z, y] as const] };
          }),
        );
      }),
    [{ log: 0, path: [] }],
  );
}

function textOf({ start, move, emit }: Hidden): string {
  const symbols = emit[0]?.length ?? 0;
  return `model Hidden
param start : simplex(${start.length}) = ${JSON.stringify(start)}
param move[${start.length}] : simplex(${start.length}) = ${JSON.stringify(move)}
param emit[${start.length}] : simplex(${symbols}) = ${JSON.stringify(emit)}
plate sequence by seq {
  chain t {
    initial z ~ Categorical(start)
    observed z ~ Categorical(move[prev z])
    observed y ~ Categorical(emit[z])
  }
}`;
}

function hold(what: string, found: unknown, wanted: number): void {
  const value = (found ?? Number.NEGATIVE_INFINITY) as number;
  if (value === wanted || Math.abs(value - wanted) <= 1e-10 * Math.max(1, Math.abs(wanted))) return;
  throw new Error(`${what} is ${String(found)}, by enumeration ${wanted}`);
}

/** Evidence, marginals, joint tables and the most probable states of the sequence that begins at row `first`. */
function holdSequence(model: Hidden, sequence: readonly Cell[], first: number, result: InferResult): void {
  const all = completions(model, sequence);
  const best = Math.max(...all.map(({ log }) => log));
  const total = all.reduce((sum, { log }) => sum + (best === Number.NEGATIVE_INFINITY ? 0 : Math.exp(log - best)), 0);
  const evidence = best + Math.log(total);
  hold("evidence", result.rows[first]?.logEvidence, best === Number.NEGATIVE_INFINITY ? best : evidence);
  hold("MPE", result.rows[first]?.mpeLogProb, best);
  sequence.forEach((_, t) => {
    const row = result.rows[first + t] as InferResult["rows"][number];
    if (t > 0) expect(row).toMatchObject({ logEvidence: null, mpeLogProb: null });
    if (best === Number.NEGATIVE_INFINITY) {
      expect(row.mpe).toBeNull();
      return;
    }
    const share = (holds: (z: number, y: number) => boolean): number =>
      all.reduce((sum, { log, path }) => sum + (holds(...(path[t] as readonly [number, number])) ? Math.exp(log - evidence) : 0), 0);
    model.start.forEach((__, s) =>
      hold(
        `z in row ${first + t}`,
        (row.marginals.z as readonly number[])[s],
        share((z) => z === s),
      ),
    );
    model.emit[0]?.forEach((__, s) =>
      hold(
        `y in row ${first + t}`,
        (row.marginals.y as readonly number[])[s],
        share((___, y) => y === s),
      ),
    );
    const joint = row.joints?.["z,y"] as readonly (readonly number[])[];
    joint.forEach((list, s) =>
      list.forEach((p, o) =>
        hold(
          `z,y in row ${first + t}`,
          p,
          share((z, y) => z === s && y === o),
        ),
      ),
    );
  });
  if (best === Number.NEGATIVE_INFINITY) return;
  const found = sequence.map((_, t) => result.rows[first + t]?.mpe);
  const same = ({ path }: Completion): boolean => path.every(([z, y], t) => found[t]?.z === String(z) && found[t]?.y === String(y));
  hold("probability of the most probable states", all.find(same)?.log, best);
}

test("chains have the posteriors, paths and evidence of enumeration", async () => {
  let impossible = 0;
  await fc.assert(
    fc.asyncProperty(world, async ({ model, sequences }) => {
      const table = sequences.flatMap((sequence, s) => sequence.map(({ state, symbol }) => ({ seq: `s${s}`, z: state, y: symbol })));
      const result = await infer(parse(textOf(model)), table, { mpe: true, joints: [["z", "y"]] });
      let first = 0;
      for (const sequence of sequences) {
        holdSequence(model, sequence, first, result);
        first += sequence.length;
      }
      if (result.logEvidence === null) impossible += 1;
    }),
    { numRuns: 300 },
  );
  expect(impossible).toBeLessThan(150);
}, 120_000);
