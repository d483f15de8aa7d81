import type { ColumnInput } from "../../src/index.ts";
import {
  type ArgSpec,
  groundKey,
  type IndexSpec,
  type ModelSpec,
  membersOf,
  type NodeSpec,
  type ParamSpec,
  sizeOf,
  type TableSpec,
} from "./model-spec.ts";

type Nested = number | readonly Nested[];

/** Names of the plates of rows, outermost first. */
const plateNames = (levels: number): readonly string[] => ["region", "school", "pupil"].slice(3 - levels);

const indexText = (index: IndexSpec): string => {
  if ("running" in index) return "item";
  if ("number" in index) return String(index.number);
  return index.member === undefined ? index.node : `${index.node}[${index.member}]`;
};

function argText(arg: ArgSpec): string {
  if ("constant" in arg) return arg.text;
  return arg.indices.length > 0 ? `${arg.param}[${arg.indices.map(indexText).join(", ")}]` : arg.param;
}

function lawText(model: ModelSpec, node: NodeSpec): string {
  const first = node.args[0] as ArgSpec;
  const table = "param" in first && model.params.find((p) => p.name === first.param)?.table;
  if (table && "param" in first) return `Table(${first.indices.map(indexText).join(", ")})`;
  const args = node.args.map(argText);
  if (node.family === "Binomial") args.unshift(String(node.trials));
  if (node.variance) args[1] = `variance = ${args[1]}`;
  return `${node.family}(${args.join(", ")})`;
}

function columnsText(node: NodeSpec): string {
  if (node.role === "latent") return "";
  if (node.length > 1) return ` from (${Array.from({ length: node.length }, (_, i) => `${node.name}_${i}`).join(", ")})`;
  return node.repeated ? ` from "${node.name}{item}"` : "";
}

function nodeText(model: ModelSpec, node: NodeSpec): string {
  const first = node.args[0] as ArgSpec;
  const table = "param" in first && model.params.find((p) => p.name === first.param)?.table;
  const domain =
    node.type === null ? (table ? ` : {${Array.from({ length: node.states ?? 0 }, (_, i) => i).join(", ")}}` : "") : ` : ${node.type}`;
  return `${node.role} ${node.name}${domain} ~ ${lawText(model, node)}${columnsText(node)}`;
}

function domainText(param: ParamSpec): string {
  const bare = param.domain === "real" || param.domain === "positive" || param.domain === "probability";
  return bare ? param.domain : `${param.domain}(${param.size})`;
}

function nest(flat: readonly number[], shape: readonly number[]): Nested {
  if (shape.length === 0) return flat[0] as number;
  const [size, ...rest] = shape as [number, ...number[]];
  const step = flat.length / size;
  return Array.from({ length: size }, (_, i) => nest(flat.slice(i * step, (i + 1) * step), rest));
}

function shapeOf(model: ModelSpec, param: ParamSpec): readonly number[] {
  const dims = param.dims.map((d) => sizeOf(model, d));
  const size = sizeOf(model, param.size);
  if (param.domain === "covariance") return [...dims, size, size];
  return param.domain === "simplex" || param.domain === "vector" || param.domain === "diagonal" ? [...dims, size] : dims;
}

/** A parameter's value in the nested form of `fit.json`. */
export const nestedValue = (model: ModelSpec, param: ParamSpec): Nested => nest(param.elements.flat(), shapeOf(model, param));

/** Values of the parameters for `init` and `params`. */
export const initOf = (model: ModelSpec): Readonly<Record<string, Nested>> =>
  Object.fromEntries(model.params.map((param) => [param.name, nestedValue(model, param)]));

/** The model as `.pgm` text. */
export function printModel(model: ModelSpec): string {
  const lines: string[] = ["model Random"];
  for (const [name, labels] of Object.entries(model.types)) lines.push(`type ${name} = {${labels.join(", ")}}`);
  for (const param of model.params.filter((p) => !p.table)) {
    const dims = param.dims.length > 0 ? `[${param.dims.join(", ")}]` : "";
    const fixed = param.fixed ? ` = ${JSON.stringify(nestedValue(model, param))}` : "";
    lines.push(`param ${param.name}${dims} : ${domainText(param)}${fixed}`);
  }
  const names = plateNames(model.levels);
  const emit = (level: number, indent: string): void => {
    for (const node of model.nodes.filter((n) => n.level === level && !n.repeated)) lines.push(indent + nodeText(model, node));
    if (level < model.levels) {
      const inner = names[level] as string;
      const rows = level + 1 === model.levels;
      const head = rows ? (model.weights === "text" ? `${inner} weighted by times` : inner) : `${inner} by ${inner}`;
      lines.push(`${indent}plate ${head} {`);
      emit(level + 1, `${indent}  `);
      lines.push(`${indent}}`);
      return;
    }
    if (model.nodes.some((n) => n.trials === "trials")) lines.push(`${indent}given trials : int`);
    const repeated = model.nodes.filter((n) => n.repeated);
    if (repeated.length === 0) return;
    lines.push(`${indent}plate item in ${model.members} {`);
    for (const node of repeated) lines.push(`${indent}  ${nodeText(model, node)}`);
    lines.push(`${indent}}`);
  };
  emit(0, "");
  return `${lines.join("\n")}\n`;
}

/** The table as columns by name. */
export function printTable(model: ModelSpec, table: TableSpec): Record<string, ColumnInput> {
  const columns: Record<string, ColumnInput> = {};
  plateNames(model.levels)
    .slice(0, -1)
    .forEach((name, level) => {
      columns[name] = table.groups.map((keys) => `k${keys[level]}`);
    });
  for (const node of model.nodes.filter((n) => n.role === "observed")) {
    const labels = node.type === null ? null : (model.types[node.type] as readonly string[]);
    for (const member of membersOf(model, node)) {
      const cells = table.cells[groundKey(node.name, member)] ?? [];
      for (let c = 0; c < node.length; c++) {
        const suffix = member !== null ? String(member) : node.length > 1 ? `_${c}` : "";
        columns[node.name + suffix] = cells.map((cell) =>
          cell === null ? null : labels ? (labels[cell[0] as number] as string) : (cell[c] as number),
        );
      }
    }
  }
  if (model.nodes.some((n) => n.trials === "trials")) columns["trials"] = table.trials;
  if (table.weights) columns["times"] = table.weights;
  columns["unused"] = Array.from({ length: table.rows }, () => 1);
  return columns;
}
