import { readNpyColumns } from "../npy.ts";
import { type GradientTask, type LoglinearTask, namedColumns, numberedColumns } from "./task.ts";

const ROWS = 4;
const COLUMNS = 12;
const STATES = 3;

/** The pairs of neighbours in a grid whose sites are numbered row by row. */
export function gridEdges(rows: number, columns: number): readonly (readonly [number, number])[] {
  return Array.from({ length: rows * columns }, (_, site) => site).flatMap((site) => [
    ...(site % columns < columns - 1 ? [[site, site + 1] as const] : []),
    ...(site + columns < rows * columns ? [[site, site + columns] as const] : []),
  ]);
}

const sites = numberedColumns(ROWS * COLUMNS);
const edges = gridEdges(ROWS, COLUMNS);

/** The Potts grid as a network: every site has a table, and every pair of neighbours. */
export function pottsText(): string {
  const states = Array.from({ length: STATES }, (_, s) => s).join(", ");
  const nodes = sites.map((site) => `  observed ${site} : {${states}}`);
  const alone = sites.map((site) => `  factor table(${site})`);
  const pairs = edges.map(([a, b]) => `  factor table(${sites[a]}, ${sites[b]})`);
  return `network Potts\nplate row {\n${[...nodes, ...alone, ...pairs].join("\n")}\n}\n`;
}

/** Log-potentials of a table by its name, the last node fastest: those that the runner of libDAI sets, where the first node is fastest. */
export function pottsParameters(): Readonly<Record<string, readonly number[]>> {
  const states = Array.from({ length: STATES }, (_, s) => s);
  const alone = sites.map((site, i) => [`table(${site})`, states.map((s) => 0.1 * ((i + s) % 3))] as const);
  const pairs = edges.map(([i, j]) => {
    const entries = states.flatMap((s) => states.map((t) => 0.2 * ((i + s + STATES * t) % 5)));
    return [`table(${sites[i]},${sites[j]})`, entries] as const;
  });
  return Object.fromEntries([...alone, ...pairs]);
}

/** Exact maximum likelihood of a Potts grid of 4 × 12 sites with three states, from zero to a gradient (of the mean) of 1e-6. */
export const potts: LoglinearTask = {
  kind: "loglinear",
  name: "potts",
  data: "potts.npy",
  text: pottsText(),
  options: { method: "gradient", maxIterations: 1000, gradientTolerance: 1e-6 },
  repetitions: 10,
  counts: "fits",
  agreement: 1e-9,
  table: (path) => namedColumns(sites)(readNpyColumns(path)),
  objective: ({ logLik }) => logLik ?? Number.NaN,
};

/** One exact gradient of the Potts grid: log Z, and the marginals of all sites and pairs of neighbours. */
export const pottsGrad: GradientTask = {
  kind: "gradient",
  name: "potts-grad",
  text: pottsText(),
  parameters: pottsParameters(),
  repetitions: 2000,
};
