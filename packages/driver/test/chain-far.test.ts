import { test } from "vitest";
import { orThrow, tryScore } from "../src/index.ts";
import { likelihoodOf } from "./support/undirected-enumeration.ts";
import { mustAgree, namedParams, openWritten } from "./support/undirected-runs.ts";

// The potentials of one dose are so far from those of the other that scaled weights leave the range of numbers within a step.
const text = `network Far
type Colour = {red, green, blue}
type Count = {0, 1, 2}
type Dose = {low, high}
param likes[Colour, Dose] : real
param slows : real
param tires : real
plate group by group {
  observed dose : Dose
  chain t {
    observed colour : Colour
    observed count : Count
    factor table(dose, colour)
    factor likes[colour, dose] * count^2 - slows * count * log(1.5 + (prev count == 2)) - tires * (prev colour == blue)
  }
}
`;

const sequences = [
  { colour: ["red", "red", "green"], count: ["2", "0", "2"] },
  { colour: ["red", "green", "red"], count: ["0", "2", "0"] },
  { colour: ["green", "blue", "red", "green"], count: ["1", "0", "1", "2"] },
] as const;

/** Parameters with which some of the high dose's potentials are `size`, and what it must not be -`far`. */
const paramsOf = (size: number, far: number) => ({
  "table(dose,colour)": [
    [7, -7, -far],
    [-far, -far, -far],
  ],
  likes: [
    [-far, -far],
    [11, size / 4],
    [-far, -far],
  ],
  slows: 23.5,
  tires: 0.4,
});

const cases = [300, 345, 360, 370, 380, 390, 400, 410, 600].flatMap((size) =>
  [size + 20, 2 * size, Infinity].map((far) => [size, far] as const),
);

test.each(cases)("a chain with potentials of %i and -%d has the enumerated log-likelihood", async (size, far) => {
  for (const { colour, count } of sequences) {
    const columns = { group: colour.map(() => "a"), dose: colour.map(() => "low"), colour: [...colour], count: [...count] };
    const run = openWritten({ text, table: { rows: colour.length, columns }, params: paramsOf(size, far) });
    const { logLik } = orThrow(await tryScore(run.model, run.csv, { params: namedParams(run.places, run.theta) as never }));
    mustAgree(`the log-likelihood of ${colour} with ${count}`, logLik, likelihoodOf(run.units, run.theta).logLik);
  }
});
