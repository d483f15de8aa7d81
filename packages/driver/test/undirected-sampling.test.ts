import type { DataTable } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { impute, parse, sample } from "../src/index.ts";
import { chiSquare, textsOf } from "./support/table-columns.ts";
import { enumerate } from "./support/undirected-enumeration.ts";
import { csvOf, openWritten, type WrittenCase } from "./support/undirected-runs.ts";
import type { TextTable, Unit, Variable } from "./support/undirected-unroll.ts";

const DRAWS = 20_000;

interface Drawn extends WrittenCase {
  readonly name: string;
}

type Shown = (variable: Variable) => boolean;

const isModelled: Shown = ({ labels, given }) => labels.length > 0 && !given;

/** The labels of what is shown of a unit, as one text. */
const textOf = ({ variables }: Unit, shown: Shown, label: (v: number) => string): string =>
  variables.flatMap((variable, v) => (shown(variable) ? [label(v)] : [])).join(" ");

/** Configurations of what is shown of a unit with their probabilities, given what is seen or without. */
function expected(unit: Unit, theta: Float64Array, shown: Shown, seen: boolean): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  enumerate(unit, theta, seen).each((states, p) => {
    const key = textOf(unit, shown, (v) => unit.variables[v]?.labels[states[v] as number] ?? "");
    found.set(key, (found.get(key) ?? 0) + p);
  });
  return found;
}

/** Fails where counts are farther from probabilities than chance explains: 5 standard deviations of the statistic. */
function mustFit(counts: ReadonlyMap<string, number>, probabilities: ReadonlyMap<string, number>): void {
  const keys = [...probabilities.keys()];
  expect([...counts.keys()].filter((key) => !keys.includes(key))).toEqual([]);
  const statistic = chiSquare(
    keys.map((key) => counts.get(key) ?? 0),
    keys.map((key) => probabilities.get(key) as number),
  );
  const degrees = keys.filter((key) => (probabilities.get(key) as number) > 0).length - 1;
  expect(statistic).toBeLessThan(degrees + 5 * Math.sqrt(2 * degrees) + 5);
}

/** The table with its cells repeated; groups are told apart by numbers. */
function repeated({ rows, columns }: TextTable, times: number): TextTable {
  const many = (name: string, column: readonly (string | null)[]) =>
    Array.from({ length: times }, (_, k) => column.map((cell) => (name === "group" ? `${cell}${k}` : cell))).flat();
  return { rows: rows * times, columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, many(name, column)])) };
}

const networks: readonly Drawn[] = [
  {
    name: "a loop of tables with a latent node and a forbidden state",
    text: `network A
plate row {
  observed a : {red, green, blue}
  observed b : {-1, 1}
  latent c : {no, yes}
  factor table(a, b)
  factor table(b, c)
  factor table(c, a)
}`,
    params: {
      "table(a,b)": [
        [0.4, -0.3],
        [1, 0.2],
        [Number.NEGATIVE_INFINITY, 0.5],
      ],
      "table(b,c)": [
        [0.3, -0.8],
        [0.1, 0.9],
      ],
      "table(c,a)": [
        [0.2, 0.7, -1],
        [-0.4, 0, 0.6],
      ],
    },
    table: { rows: 2, columns: { a: ["green", null], b: [null, "1"] } },
  },
  {
    name: "weights of given numbers and labels",
    text: `network B
param w, v : real
param u[2] : real
plate row {
  given x : real
  given k : {low, high}
  plate i in 2 { observed s : {0, 1, 2} from "s{i}" }
  factor w * x * s[i] for i in 2
  factor v * (s[0] == s[1])
  factor u[k] * (s[1] != 2)
}`,
    params: { w: 0.5, v: 0.9, u: [0.7, -0.6] },
    table: { rows: 2, columns: { x: ["1.5", "-0.5"], k: ["low", "high"], s0: [null, "2"], s1: [null, null] } },
  },
  {
    name: "groups with nodes at both levels",
    text: `network C
param w : real
plate group by group {
  observed z : {no, yes}
  factor table(z)
  plate row {
    observed a : {-1, 1}
    factor table(z, a)
    factor w * a * (z == yes)
  }
}`,
    params: {
      w: -0.4,
      "table(z)": [0.3, -0.2],
      "table(z,a)": [
        [0.5, -0.1],
        [0.2, 0.8],
      ],
    },
    table: { rows: 3, columns: { group: ["p", "p", "p"], z: [null, null, null], a: [null, "1", null] } },
  },
  {
    name: "chains that look back",
    text: `network D
param w : real
plate group by group {
  chain t {
    observed a : {red, green, blue}
    latent h : {0, 1}
    factor table(h, prev h)
    factor table(a, h)
    factor w * (a == prev a)
  }
}`,
    params: {
      w: 0.8,
      "table(h,prev h)": [
        [0.6, -0.5],
        [-0.2, 0.9],
      ],
      "table(a,h)": [
        [0.4, -1],
        [0, 0.6],
        [0.3, 0.3],
      ],
    },
    table: { rows: 3, columns: { group: ["p", "p", "p"], a: ["red", null, null] } },
  },
];

/** The column of a member: `s[0]` is in `s0`. */
const columnOf = (key: string): string => key.replace(/\[(.+)\]/, "$1");

/** Holds the units of a table that repeats a small one to what is expected of the small one's. */
function mustBeDrawn(drawn: Drawn, table: DataTable, shown: Shown, seen: boolean): void {
  const { units, theta } = openWritten(drawn);
  const keys = new Set(units.flatMap(({ variables }) => variables.filter(shown).map(({ key }) => key)));
  const cells = new Map([...keys].map((key) => [key, textsOf(table, columnOf(key))]));
  for (const unit of units) {
    const counts = new Map<string, number>();
    for (let row = 0; row < table.rows; row += drawn.table.rows) {
      const cell = ({ key, rows }: Variable): string => cells.get(key)?.[(rows[0] as number) + row] ?? "";
      const key = textOf(unit, shown, (v) => cell(unit.variables[v] as Variable));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    mustFit(counts, expected(unit, theta, shown, seen));
  }
}

describe("20,000 draws are as probable as enumeration says", () => {
  test.each(networks)("of $name", async (drawn) => {
    const given = csvOf(repeated(drawn.table, DRAWS));
    const { table } = await sample(parse(drawn.text), { params: drawn.params as never, given, seed: 7 });
    mustBeDrawn(drawn, table, isModelled, false);
  });

  test.each(networks)("of empty cells given the others, in $name", async (drawn) => {
    const model = parse(drawn.text);
    const { table } = await impute(model, csvOf(repeated(drawn.table, DRAWS)), { params: drawn.params as never, seed: 3 });
    const latent = new Set(model.template.nodes.filter(({ role }) => role === "latent").map(({ name }) => name));
    mustBeDrawn(drawn, table, (v) => isModelled(v) && !latent.has(v.name), true);
  });

  test("of rows that only their number is known of", async () => {
    const [drawn] = networks as [Drawn];
    const { table } = await sample(parse(drawn.text), { params: drawn.params as never, n: DRAWS, seed: 5 });
    const columns = Object.fromEntries(Object.keys(drawn.table.columns).map((name) => [name, [null]]));
    mustBeDrawn({ ...drawn, table: { rows: 1, columns } }, table, isModelled, false);
  });
});
