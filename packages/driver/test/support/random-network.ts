import fc from "fast-check";
import type { DiscreteNetwork, NetworkVariable } from "../../src/index.ts";

const awkward = [
  "family-out",
  "2nd",
  "observed",
  "Normal",
  "real",
  "a b",
  'say "x"',
  "back\\slash",
  "a{b}",
  "node",
  "table",
  "x.y",
  "日本",
  "1",
  "-",
  "|",
];

/** Texts that all formats but UAI can hold: anything without control characters. */
const text = fc
  .oneof(fc.string({ unit: "grapheme", maxLength: 8 }), fc.string({ unit: "binary", maxLength: 6 }), fc.string({ maxLength: 8 }))
  .filter((t) => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(t));
const name = fc.oneof({ weight: 2, arbitrary: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,6}$/) }, fc.constantFrom(...awkward), text);
const names = (minLength: number, maxLength: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(
    name.filter((t) => t !== ""),
    { minLength, maxLength },
  );
const property = fc.oneof(
  text,
  fc.constantFrom("position = (73, 165)", "position = (73 165)", 'label = "a (b"', 'property_1 = "x"', 'name = "y"', "x = 1;2"),
);
const properties = fc.array(property, { maxLength: 2 });
const comment = fc.oneof(text, fc.constantFrom("---", "a -- b", "&#45;-", "&amp;#45;", "-", "x & y", "--> <!--", "*/ /*", "%"));
const comments = fc.array(
  comment.map((t) => t.replace(/[\n\r]/g, "").trim()).filter((t) => t !== ""),
  { maxLength: 2 },
);

function normalised(weights: readonly number[]): readonly number[] {
  const whole = weights.every((w) => w === 0) ? weights.map(() => 1) : weights;
  const total = whole.reduce((a, b) => a + b, 0);
  return whole.map((w) => w / total);
}

const weight = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(1e-9));

interface Skeleton {
  readonly name: string;
  readonly states: readonly string[];
  readonly parents: readonly number[];
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

function filled(skeletons: readonly Skeleton[], at: number): fc.Arbitrary<NetworkVariable> {
  const { name: own, states, parents } = skeletons[at] as Skeleton;
  const rows = product(parents.map((parent) => (skeletons[parent] as Skeleton).states.length));
  const row = fc.array(weight, { minLength: states.length, maxLength: states.length }).map(normalised);
  return fc.record({
    name: fc.constant(own),
    states: fc.constant(states),
    parents: fc.constant(parents.map((parent) => (skeletons[parent] as Skeleton).name)),
    table: fc.array(row, { minLength: rows, maxLength: rows }).map((all) => all.flat()),
    properties,
    tableProperties: properties,
  });
}

/** Random networks: awkward names, any order of variables and parents, properties and comments. `leastStates` is 1 or 2. */
export function randomNetwork(leastStates: 1 | 2): fc.Arbitrary<DiscreteNetwork> {
  const skeletons = names(1, 5).chain((all) =>
    fc.tuple(
      ...all.map((own, at) =>
        fc.record({
          name: fc.constant(own),
          states: names(leastStates, 4),
          parents: fc.shuffledSubarray([...Array(at).keys()], { maxLength: Math.min(at, 3) }),
        }),
      ),
    ),
  );
  const variables = skeletons.chain((all) =>
    fc.tuple(...all.map((_, at) => filled(all, at))).chain((made) => fc.shuffledSubarray(made, { minLength: made.length })),
  );
  return fc.record({ kind: fc.constant("directed" as const), name, comments, properties, variables });
}
