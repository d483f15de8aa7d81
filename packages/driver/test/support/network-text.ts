import type { ColumnInput, FitOptions, ParamInput, ParamInputValue } from "../../src/index.ts";
import {
  columnName,
  elementKey,
  fixedPlates,
  memberCombinations,
  type NetworkArgument,
  type NetworkCase,
  type NetworkIndex,
  type NetworkNode,
  type NetworkSpec,
  type ParameterSpec,
} from "./network-spec.ts";

function nest(flat: readonly number[], shape: readonly number[]): ParamInputValue {
  if (shape.length === 0) return flat[0] as number;
  const [size, ...rest] = shape as [number, ...number[]];
  const step = flat.length / size;
  return Array.from({ length: size }, (_, i) => nest(flat.slice(i * step, (i + 1) * step), rest));
}

/** A parameter's value in the nested form of `fit.json`. */
export const numbersOfParameter = (param: ParameterSpec): ParamInputValue =>
  nest(param.elements.flat(), param.domain === "simplex" ? [...param.dims, param.size] : param.dims);

/** Values of the parameters for `init` and `params`. */
export const startOf = (model: NetworkSpec): ParamInput => Object.fromEntries(model.params.map((p) => [p.name, numbersOfParameter(p)]));

const indexText = (index: NetworkIndex): string => {
  if ("running" in index) return index.running;
  return index.members.length === 0 ? index.node : `${index.node}[${index.members.join(", ")}]`;
};

const argumentText = (arg: NetworkArgument): string => {
  if ("constant" in arg) return arg.constant.length === 1 ? String(arg.constant[0]) : JSON.stringify(arg.constant);
  return arg.indices.length === 0 ? arg.param : `${arg.param}[${arg.indices.map(indexText).join(", ")}]`;
};

function tableOf(model: NetworkSpec, node: NetworkNode): ParameterSpec | null {
  const first = node.args[0] as NetworkArgument;
  return ("param" in first && model.params.find((p) => p.name === first.param && p.table)) || null;
}

function lawText(model: NetworkSpec, node: NetworkNode): string {
  const table = tableOf(model, node);
  if (!table) return `${node.family}(${node.args.map(argumentText).join(", ")})`;
  const inside = (node.args[0] as { readonly indices: readonly NetworkIndex[] }).indices.map(indexText);
  if (table.prior !== null) inside.push(`prior = Dirichlet(${table.prior})`);
  if (table.fixed) inside.push(`value = ${JSON.stringify(numbersOfParameter(table))}`);
  return `Table(${inside.join(", ")})`;
}

function nodeText(model: NetworkSpec, node: NetworkNode): string {
  const domain = tableOf(model, node) ? ` : {${Array.from({ length: node.states ?? 0 }, (_, i) => i).join(", ")}}` : "";
  const latent = node.absence === "latent";
  const fixed = fixedPlates(model, node.plate);
  const from = latent || fixed.length === 0 ? "" : ` from "${node.name}c${fixed.map((p) => `{${p.name}}`).join("_")}"`;
  return `${latent ? "latent" : "observed"} ${node.name}${domain} ~ ${lawText(model, node)}${from}`;
}

function parameterText(param: ParameterSpec): string {
  const dims = param.dims.length > 0 ? `[${param.dims.join(", ")}]` : "";
  const domain = param.domain === "simplex" ? `simplex(${param.size})` : param.domain;
  const prior = param.prior === null ? "" : ` ~ Dirichlet(${param.prior})`;
  return `param ${param.name}${dims} : ${domain}${param.fixed ? ` = ${JSON.stringify(numbersOfParameter(param))}` : ""}${prior}`;
}

function plateHead(model: NetworkSpec, name: string): string {
  const plate = model.plates.find((p) => p.name === name);
  if (plate?.kind === "fixed") return `plate ${name} in ${plate.size} {`;
  if (plate?.kind === "groups") return `plate ${name} by ${name} {`;
  return plate?.weighted && !model.weightsOption ? `plate ${name} weighted by times {` : `plate ${name} {`;
}

/** The model as `.pgm` text. */
export function printNetwork(model: NetworkSpec): string {
  const lines = ["model Network", ...model.params.filter((p) => !p.table).map(parameterText)];
  const emit = (plate: string | null, indent: string): void => {
    for (const name of model.printed) {
      const node = model.nodes.find((n) => n.name === name);
      if (node?.plate === plate) lines.push(indent + nodeText(model, node));
    }
    for (const inner of model.plates.filter((p) => p.parent === plate)) {
      lines.push(indent + plateHead(model, inner.name));
      emit(inner.name, `${indent}  `);
      lines.push(`${indent}}`);
    }
  };
  emit(null, "");
  return `${lines.join("\n")}\n`;
}

/** The table as columns by name. */
export function networkColumns({ model, table }: NetworkCase): Record<string, ColumnInput> {
  const columns: Record<string, ColumnInput> = {};
  for (const [name, keys] of Object.entries(table.groups)) columns[name] = keys.map((key) => `k${key}`);
  for (const node of model.nodes.filter((n) => n.absence === null || n.absence === "blank")) {
    for (const members of memberCombinations(fixedPlates(model, node.plate))) {
      const cells = table.cells[elementKey(node.name, members)] ?? [];
      columns[columnName(node.name, members)] = node.absence === "blank" ? cells.map(() => null) : [...cells];
    }
  }
  columns["times"] = table.times;
  return columns;
}

/** How the data of a case is read, and its unknowns eliminated. */
export function networkOptions({ model, elimination }: NetworkCase): Pick<FitOptions, "latent" | "weights" | "elimination"> {
  const latent = model.nodes.filter((n) => n.absence === "option").map((n) => n.name);
  const weighted = model.weightsOption && model.plates.some((p) => p.weighted);
  return { ...(latent.length > 0 ? { latent } : {}), ...(weighted ? { weights: "times" } : {}), ...(elimination ? { elimination } : {}) };
}

/** A case as text, for the message of a failing property. */
export const describeNetwork = (c: NetworkCase): string =>
  `${printNetwork(c.model)}\nstart ${JSON.stringify(startOf(c.model))}\ndata ${JSON.stringify(networkColumns(c))}\noptions ${JSON.stringify(networkOptions(c))}`;
