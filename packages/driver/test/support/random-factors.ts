import fc from "fast-check";
import type { FactorNetwork, NetworkFactor } from "../../src/index.ts";

type Variables = FactorNetwork["variables"];

const ordinary = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 0.01, max: 100, noNaN: true }) },
  fc.integer({ min: 0, max: 9 }),
  fc.constant(0),
);
const vastOrTiny = fc.oneof({ weight: 10, arbitrary: ordinary }, fc.constantFrom(1e-300, 1e300));

const comment = fc.constantFrom("---", "# twice", "1 2 3", "4", 'a "quote"', "c", "MARKOV");

function factorOver(variables: Variables, least: number, value: fc.Arbitrary<number>): fc.Arbitrary<NetworkFactor> {
  const scopes = fc.shuffledSubarray([...variables], {
    minLength: Math.min(least, variables.length),
    maxLength: Math.min(variables.length, 3),
  });
  return scopes.chain((members) => {
    const size = members.reduce((n, { states }) => n * states.length, 1);
    const table = fc.array(value, { minLength: size, maxLength: size });
    return fc.record({ scope: fc.constant(members.map(({ name }) => name)), table });
  });
}

/** What a random Markov network is like. */
export interface FactorSpec {
  /** Names, in the order of the variables; as many as there are variables at most. */
  readonly names: fc.Arbitrary<readonly string[]>;
  readonly leastStates: number;
  readonly comments?: boolean;
  /** Every variable is in a factor. */
  readonly covered?: boolean;
  /** Some numbers are so large or small that a few of their products are none; they are unless this is false. */
  readonly vast?: boolean;
}

/** Random Markov networks: scopes of up to three variables in any order, the same ones again, empty ones, zeros, vast and tiny numbers. */
export function randomFactors({
  names,
  leastStates,
  comments = false,
  covered = false,
  vast = true,
}: FactorSpec): fc.Arbitrary<FactorNetwork> {
  const value = vast ? vastOrTiny : ordinary;
  return names
    .chain((all) =>
      fc.tuple(
        ...all.map((name) =>
          fc.integer({ min: leastStates, max: 4 }).map((size) => ({ name, states: Array.from({ length: size }, (_, k) => String(k)) })),
        ),
      ),
    )
    .chain((variables) =>
      fc.record({
        kind: fc.constant("undirected" as const),
        name: fc.constant(""),
        comments: comments ? fc.array(comment, { maxLength: 3 }) : fc.constant([]),
        variables: fc.constant(variables),
        factors: fc
          .tuple(
            fc.array(factorOver(variables, 0, value), { maxLength: 5 }),
            ...(covered ? variables.map((own) => factorOver([own], 1, value)) : []),
          )
          .chain(([some, ...singles]) => fc.shuffledSubarray([...some, ...singles], { minLength: some.length + singles.length })),
      }),
    );
}

/** `x0`, `x1`, …. */
export const counted = (least: number, most: number): fc.Arbitrary<readonly string[]> =>
  fc.integer({ min: least, max: most }).map((count) => Array.from({ length: count }, (_, at) => `x${at}`));

/** Labels with gaps between them, in order. */
export const labelled = (least: number, most: number): fc.Arbitrary<readonly string[]> =>
  fc
    .uniqueArray(fc.oneof(fc.nat(30), fc.nat()), { minLength: least, maxLength: most })
    .map((labels) => labels.sort((a, b) => a - b).map((label) => `x${label}`));

/** Every combination of states of a network, by name. */
export function combinations({ variables }: FactorNetwork): readonly ReadonlyMap<string, number>[] {
  return variables.reduce<readonly ReadonlyMap<string, number>[]>(
    (all, { name, states }) => all.flatMap((states0) => states.map((_, state) => new Map([...states0, [name, state]]))),
    [new Map()],
  );
}

/** The number of a factor at a combination of states, the last variable of the scope fastest. */
export function factorAt(network: FactorNetwork, { scope, table }: NetworkFactor, states: ReadonlyMap<string, number>): number {
  const size = (name: string): number => network.variables.find((variable) => variable.name === name)?.states.length as number;
  return table[scope.reduce((at, name) => at * size(name) + (states.get(name) as number), 0)] as number;
}
