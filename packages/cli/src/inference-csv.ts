import { type Inference, mpeLabels, type NodePosterior } from "./driver.ts";

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const number = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? "" : String(value));

/** The combinations of states of a joint table, `rain=no sprinkler=off`, the last node fastest. */
function combinations(inference: Inference, nodes: readonly string[]): readonly string[] {
  const statesOf = (key: string): readonly string[] => inference.nodes.find(({ node }) => node === key)?.states ?? [];
  return nodes.reduce<readonly string[]>(
    (rows, node) => rows.flatMap((row) => statesOf(node).map((state) => `${row}${row === "" ? "" : " "}${node}=${state}`)),
    [""],
  );
}

/** Values of a flat table in one row; empty cells where the row has no posterior. */
function valuesAt({ states, probabilities }: NodePosterior, row: number, isKnown: boolean): readonly string[] {
  return states.map((_, state) => (isKnown ? number(probabilities[row * states.length + state]) : ""));
}

type Numeric = Inference["numeric"][number];

/** `mean height`, `cov height`; a vector's components and the lower triangle of its matrix are numbered. */
function momentNames({ node, size }: Numeric): readonly string[] {
  if (size === 1) return [`mean ${node}`, `cov ${node}`];
  const indices = Array.from({ length: size }, (_, i) => i);
  return [
    ...indices.map((i) => `mean ${node}.${i}`),
    ...indices.flatMap((i) => indices.slice(0, i + 1).map((j) => `cov ${node}.${i}.${j}`)),
  ];
}

function momentsAt({ size, means, covariances, seen }: Numeric, row: number, isPossible: boolean): readonly string[] {
  const isKnown = isPossible || seen[row] === 1;
  const indices = Array.from({ length: size }, (_, i) => i);
  const mean = indices.map((i) => means[row * size + i]);
  const cov = indices.flatMap((i) => indices.slice(0, i + 1).map((j) => covariances[(row * size + i) * size + j]));
  return [...mean, ...cov].map((value) => (isKnown ? number(value) : ""));
}

function lineAt(inference: Inference, row: number): string {
  const { nodes, seen, numeric, joints, mpe, byRow } = inference;
  const isPossible = inference.impossible[row] === 0;
  const most = mpe ? mpeLabels(inference, row) : null;
  const cells = [
    String(row),
    number(byRow[row]),
    ...nodes.flatMap((node, n) => valuesAt(node, row, isPossible || seen[n]?.[row] === 1)),
    ...numeric.flatMap((one) => momentsAt(one, row, isPossible)),
    ...joints.flatMap(({ table }) => valuesAt(table, row, isPossible)),
    ...(mpe ? [...nodes.map(({ node }) => cell(most?.[node] ?? "")), number(mpe.byRow[row])] : []),
  ];
  return cells.join(",");
}

/**
 * What is inferred as CSV: the row (from 0, as in JSON), its log-evidence, a column `node=state` for every state of every discrete node
 * and every combination of a joint table, moments of missing numbers, and the most probable states with their log-probability where they were asked for.
 */
export function inferenceCsv(inference: Inference): string {
  const { nodes, numeric, joints, mpe, rows } = inference;
  const head = [
    "row",
    "logEvidence",
    ...nodes.flatMap(({ node, states }) => states.map((state) => `${node}=${state}`)),
    ...numeric.flatMap(momentNames),
    ...joints.flatMap(({ query }) => combinations(inference, query.nodes)),
    ...(mpe ? [...nodes.map(({ node }) => `mpe ${node}`), "mpeLogProb"] : []),
  ];
  const lines = Array.from({ length: rows }, (_, row) => lineAt(inference, row));
  return `${[head.map(cell).join(","), ...lines].join("\n")}\n`;
}
