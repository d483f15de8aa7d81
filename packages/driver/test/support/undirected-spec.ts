import type { Nested } from "./undirected-evaluate.ts";
import type { TextTable } from "./undirected-unroll.ts";

/** A node of a random network; `type` is null for a given number, `members` counts those in a fixed plate of its own. */
export interface NodeSpec {
  readonly name: string;
  readonly level: number;
  readonly role: "observed" | "latent" | "given";
  readonly type: string | null;
  /** True where the labels are written out in place of the type's name. */
  readonly inline: boolean;
  readonly members: number | null;
}

/** A plate that reads rows; `group` is the column by which it groups them. */
export interface LevelSpec {
  readonly open: string;
  readonly group: string | null;
}

/** A parameter with its numbers, as `--init` reads them; that of a `table(…)` has no line of its own. */
export interface ParamSpec {
  readonly name: string;
  readonly line: string | null;
  readonly value: Nested;
  readonly fixed: boolean;
}

/** A factor as it is written, in the plate of a level. */
export interface FactorSpec {
  readonly level: number;
  readonly text: string;
}

/** A random network: plates inside one another, outermost first. */
export interface UndirectedSpec {
  readonly levels: readonly LevelSpec[];
  readonly nodes: readonly NodeSpec[];
  readonly factors: readonly FactorSpec[];
  readonly params: readonly ParamSpec[];
  readonly weighted: boolean;
}

/** A network with parameters and data. */
export interface UndirectedCase {
  readonly spec: UndirectedSpec;
  readonly table: TextTable;
  readonly elimination: "min-fill" | "min-weight" | null;
}

/** The label sets of random networks. */
export const types: Readonly<Record<string, readonly string[]>> = {
  Colour: ["red", "green", "blue"],
  Answer: ["no", "yes"],
  Spin: ["-1", "1"],
  Count: ["0", "1", "2"],
  Dose: ["2", "0.5"],
  Class: ["1st", "2nd crew"],
};

/** A label as it is written in a model. */
export const labelText = (label: string): string => (/^([a-zA-Z]\w*|-?[\d.]+)$/.test(label) ? label : JSON.stringify(label));

const setText = (type: string): string => `{${(types[type] as readonly string[]).map(labelText).join(", ")}}`;

function nodeLine({ name, role, type, inline, members }: NodeSpec): string {
  const domain = type === null ? "real" : inline ? setText(type) : type;
  if (members === null) return `${role} ${name} : ${domain}`;
  const from = role === "latent" ? "" : ` from "${name}_{i}"`;
  return `plate i in ${members} { ${role} ${name} : ${domain}${from} }`;
}

const mentions = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);

/** Without the parameters that no factor reads. */
export function printable(spec: UndirectedSpec): UndirectedSpec {
  const params = spec.params.filter(({ name, line }) =>
    spec.factors.some(({ text }) => (line === null ? text.replaceAll(" ", "").includes(name.replaceAll(" ", "")) : mentions(text, name))),
  );
  return { ...spec, params };
}

/** A network as text. */
export function printUndirected(spec: UndirectedSpec): string {
  const { levels, nodes, factors, params, weighted } = spec;
  const used = Object.keys(types).filter(
    (type) => nodes.some((n) => n.type === type && !n.inline) || params.some(({ line }) => mentions(line ?? "", type)),
  );
  const inner = (level: number): readonly string[] => {
    const plate = levels[level];
    if (!plate) return [];
    const weights = weighted && level === levels.length - 1 ? " weighted by times" : "";
    const lines = [
      ...nodes.filter((node) => node.level === level).map(nodeLine),
      ...factors.filter((factor) => factor.level === level).map(({ text }) => text),
      ...inner(level + 1),
    ];
    return [`${plate.open}${weights} {`, ...lines.map((line) => `  ${line}`), "}"];
  };
  const declared = params.flatMap(({ line }) => line ?? []);
  const lists = ["const two = [0.5, -1.5]", "const grid = [[1, -0.5, 2], [0.25, 0, -1]]"].filter((line) =>
    factors.some(({ text }) => mentions(text, line.split(" ")[1] as string)),
  );
  return ["network Random", ...lists, ...used.map((type) => `type ${type} = ${setText(type)}`), ...declared, ...inner(0), ""].join("\n");
}

/** The values of the parameters that the model does not fix. */
export const valuesOf = ({ params }: UndirectedSpec): Readonly<Record<string, Nested>> =>
  Object.fromEntries(params.filter(({ fixed }) => !fixed).map(({ name, value }) => [name, value]));

/** A table as columns of texts. */
export const describeUndirected = ({ spec, table, elimination }: UndirectedCase): string =>
  `${printUndirected(spec)}\nparams ${JSON.stringify(valuesOf(spec))}\ndata ${JSON.stringify(table.columns)}\nelimination ${elimination}`;
