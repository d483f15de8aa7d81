import type { BoundData, NodeDecl, ParamDecl, TemplateModel } from "@platewise/core";

const span = { start: 0, end: 0 };

const labels = (names: readonly string[]) => ({ kind: "labels", type: null, labels: names }) as const;

const node = (name: string, role: NodeDecl["role"], domain: NodeDecl["domain"]): NodeDecl => ({
  name,
  plate: 0,
  role,
  domain,
  columns: { kind: "names", names: [name] },
  law: null,
  initial: null,
  span,
});

const param = (name: string, indices: ParamDecl["indices"], origin: ParamDecl["origin"]): ParamDecl => ({
  ...{ name, indices, origin, span },
  domain: { kind: "real" },
  prior: null,
  fixed: null,
  init: null,
});

const [first, second] = [labels(["no", "yes"]), labels(["red", "green", "blue"])];
const a = { op: "node", name: "a", indices: [], previous: false } as const;
const b = { op: "node", name: "b", indices: [], previous: false } as const;
const x = { op: "node", name: "x", indices: [], previous: false } as const;
const w = { op: "param", name: "w", indices: [] } as const;

/** A network of two nodes and a given number: `table(a, b)` and `w * x * a`. Its parameters are the six of the table, then w. */
const model: TemplateModel = {
  kind: "network",
  name: "Small",
  constants: [],
  types: [],
  params: [param("table(a,b)", [first, second], "table"), param("w", [], "declared")],
  plates: [{ id: 0, name: "row", parent: null, kind: "rows", by: null, over: null, weightedBy: null, span }],
  nodes: [node("a", "observed", first), node("b", "observed", second), node("x", "given", { kind: "real" })],
  factors: [
    { plate: 0, loops: [], span, kind: "table", text: "table(a, b)", param: "table(a,b)", args: [a, b] },
    {
      ...{ plate: 0, loops: [], span, kind: "feature", text: "w * x * a" },
      value: { op: "call", fn: "*", args: [{ op: "call", fn: "*", args: [w, x] }, a] },
    },
  ],
  source: { name: "small.pgm", text: "" },
};

/** A row of it: states (−1: empty), the number, and how much the row counts. */
export interface SmallRow {
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly weight: number;
}

/** Rows as bound data. */
export function smallData(rows: readonly SmallRow[]): BoundData {
  const codes = (name: "a" | "b") => ({
    ...{ name, indices: [], columns: [name], missing: rows.filter((row) => row[name] < 0).length },
    values: { kind: "codes", codes: Int32Array.from(rows, (row) => row[name]) } as const,
  });
  const numbers = { kind: "numbers", components: [Float64Array.from(rows, (row) => row.x)] } as const;
  return {
    model,
    table: { name: "rows", rows: rows.length },
    plates: [
      {
        ...{ plate: 0, instances: rows.length, parentOf: null },
        rowOf: Int32Array.from(rows.keys()),
        weights: Float64Array.from(rows, ({ weight }) => weight),
      },
    ],
    instanceOfRow: [Int32Array.from(rows.keys())],
    nodes: [codes("a"), codes("b"), { name: "x", indices: [], columns: ["x"], missing: 0, values: numbers }],
    labelsFromData: new Map(),
    droppedRows: 0,
  };
}

/** Σ over rows of log Z and of the log-likelihood, and the gradient of the latter, term by term from their definitions. */
export function bySums(rows: readonly SmallRow[], theta: ArrayLike<number>) {
  const gradient = new Float64Array(7);
  let [logLik, logZ] = [0, 0];
  const potential = (i: number, j: number, row: SmallRow): number =>
    (theta[3 * i + j] as number) + (i === 0 || row.x === 0 ? 0 : row.x * (theta[6] as number));
  for (const row of rows) {
    if (row.weight === 0) continue;
    const sums = [0, 0];
    const all = [0, 1].flatMap((i) => [0, 1, 2].map((j) => ({ i, j, size: Math.exp(potential(i, j, row)) })));
    const isSeen = ({ i, j }: { i: number; j: number }): boolean => (row.a < 0 || row.a === i) && (row.b < 0 || row.b === j);
    [all.filter(isSeen), all].forEach((some, phase) => {
      const total = some.reduce((sum, { size }) => sum + size, 0);
      sums[phase] = Math.log(total);
      for (const { i, j, size } of some) {
        const share = ((phase === 0 ? 1 : -1) * row.weight * size) / total;
        gradient[3 * i + j] = (gradient[3 * i + j] as number) + share;
        gradient[6] = (gradient[6] as number) + share * i * row.x;
      }
    });
    logLik += row.weight * ((sums[0] as number) - (sums[1] as number));
    logZ += row.weight * (sums[1] as number);
  }
  return { logLik, logZ, gradient };
}
