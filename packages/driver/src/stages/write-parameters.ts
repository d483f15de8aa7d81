import type { IndexSet, ParamAxis, ParamValue, TemplateModel } from "@platewise/core";
import type { ParameterEntry, ParameterLayout } from "@platewise/graph";

function shapeOf({ decl, dimensions, length }: ParameterEntry): readonly number[] {
  const { domain } = decl;
  if (domain.kind === "matrix") return [...dimensions, domain.rows, domain.columns];
  if (domain.kind === "covariance") return [...dimensions, domain.size, domain.size];
  if (domain.kind === "simplex" || domain.kind === "vector" || domain.kind === "diagonal") return [...dimensions, length];
  return dimensions;
}

function nest(theta: Float64Array, offset: number, shape: readonly number[]): ParamValue {
  const [size, ...rest] = shape;
  if (size === undefined) return theta[offset] as number;
  const stride = rest.reduce((a, b) => a * b, 1);
  return Array.from({ length: size }, (_, i) => nest(theta, offset + i * stride, rest));
}

/** Parameters as nested arrays in the order of their indices, then of their domain. */
export function writeParameters(layout: ParameterLayout, theta: Float64Array): Readonly<Record<string, ParamValue>> {
  return Object.fromEntries(layout.entries.map((entry) => [entry.decl.name, nest(theta, entry.offset, shapeOf(entry))]));
}

function axisOf(set: IndexSet, size: number, fallback: string): ParamAxis {
  if (set.kind === "labels") return { name: set.type ?? fallback, size, labels: set.labels };
  return { name: fallback, size, labels: null };
}

/** What every axis of every parameter counts. */
export function parameterAxes(layout: ParameterLayout, template: TemplateModel): Readonly<Record<string, readonly ParamAxis[]>> {
  const axes = (entry: ParameterEntry): readonly ParamAxis[] => {
    const { decl, dimensions, length } = entry;
    const outer = decl.indices.map((set, i) => axisOf(set, dimensions[i] as number, indexName(template, set)));
    if (decl.domain.kind === "simplex") return [...outer, axisOf(decl.domain.over, length, decl.origin === "table" ? decl.name : "")];
    return [
      ...outer,
      ...shapeOf(entry)
        .slice(dimensions.length)
        .map((size) => ({ name: "", size, labels: null })),
    ];
  };
  return Object.fromEntries(layout.entries.map((entry) => [entry.decl.name, axes(entry)]));
}

/** The node that an anonymous label set belongs to, for its name. */
function indexName(template: TemplateModel, set: IndexSet): string {
  if (set.kind !== "labels") return "";
  const same = (labels: readonly string[] | null): boolean =>
    labels !== null && set.labels !== null && labels.join("\n") === set.labels.join("\n");
  return template.nodes.find((node) => node.domain.kind === "labels" && node.domain.type === null && same(node.domain.labels))?.name ?? "";
}

/** Free numbers of a model: a tied parameter counts once, a fixed one not at all. */
export function countFreeParameters(layout: ParameterLayout): number {
  let free = 0;
  for (const { decl, count, length } of layout.entries) {
    if (decl.fixed !== null) continue;
    const { domain } = decl;
    const each = domain.kind === "simplex" ? length - 1 : domain.kind === "covariance" ? (domain.size * (domain.size + 1)) / 2 : length;
    free += count * each;
  }
  return free;
}
