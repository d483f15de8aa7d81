import { type FitResult, type ParamAxis, type ParamValue, printable } from "@platewise/core";

/** What one element of a parameter is, as the report shows it. `number` covers real, positive, probability and int. */
export type ElementKind = "number" | "simplex" | "vector" | "matrix" | "covariance" | "diagonal" | "spherical";

/**
 * A parameter ready to be laid out: `values` row-major, `axes` those of the indices, `element` those of one element.
 * `stride` numbers make one element.
 */
export interface ParamView {
  readonly name: string;
  readonly kind: ElementKind;
  readonly axes: readonly ParamAxis[];
  readonly element: readonly ParamAxis[];
  readonly values: readonly number[];
  readonly stride: number;
  readonly elements: number;
  readonly fixed: boolean;
  /** Standard errors of `values`, where they are known; NaN for single ones that are not. */
  readonly errors?: readonly number[];
}

const elementAxes: Readonly<Record<ElementKind, number>> = {
  number: 0,
  simplex: 1,
  vector: 1,
  matrix: 2,
  covariance: 2,
  diagonal: 1,
  spherical: 0,
};

/** All parameters of a result, in the order of the model. */
export function viewParams(result: FitResult): ParamView[] {
  return Object.entries(result.params).map(([name, value]) => viewParam(result, name, value));
}

function viewParam(result: FitResult, name: string, value: ParamValue): ParamView {
  // In a network's fit.json null is a weight at minus infinity.
  const values = flatten(value, result.network ? Number.NEGATIVE_INFINITY : Number.NaN);
  const errors = result.network?.standardErrors?.[name];
  const axes = result.axes[name] ?? shapeOf(value).map((size) => ({ name: "", size, labels: null }));
  const kind = kindOf(result.domains?.[name]) ?? guessKind(axes, values);
  const split = Math.max(0, axes.length - elementAxes[kind]);
  const element = axes.slice(split);
  const stride = element.reduce((product, axis) => product * axis.size, 1);
  const elements = axes.slice(0, split).reduce((product, axis) => product * axis.size, 1);
  const fixed = result.fixed.includes(name);
  const view = { name, kind, axes: axes.slice(0, split), element, values, stride, elements, fixed };
  return errors === undefined || fixed ? view : { ...view, errors: flatten(errors) };
}

function kindOf(domain: string | undefined): ElementKind | undefined {
  if (domain === undefined) return undefined;
  return domain in elementAxes ? (domain as ElementKind) : "number";
}

/** Nested arrays as one row-major list, with another number for null. */
export function flatten(value: ParamValue, forNull: number = Number.NaN): number[] {
  const out: number[] = [];
  const visit = (part: ParamValue | null): void => {
    if (Array.isArray(part)) for (const inner of part) visit(inner);
    else out.push(part === null ? forNull : Number(part));
  };
  visit(value);
  return out;
}

function shapeOf(value: ParamValue): number[] {
  const shape: number[] = [];
  for (let part: ParamValue | undefined = value; typeof part === "object"; part = part[0]) shape.push(part.length);
  return shape;
}

function guessKind(axes: readonly ParamAxis[], values: readonly number[]): ElementKind {
  const last = axes.at(-1);
  if (!last) return "number";
  if (values.length > 0 && last.size > 1 && rowsSumToOne(values, last.size)) return "simplex";
  const before = axes.at(-2);
  if (before && before.size === last.size && symmetric(values, last.size)) return "covariance";
  return axes.length > 1 && last.labels === null ? "vector" : "number";
}

function rowsSumToOne(values: readonly number[], size: number): boolean {
  for (let start = 0; start < values.length; start += size) {
    const row = values.slice(start, start + size);
    if (row.some((value) => value < 0) || Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) > 1e-6) return false;
  }
  return true;
}

function symmetric(values: readonly number[], size: number): boolean {
  return values.every((value, at) => {
    const [row, column] = [Math.floor((at % (size * size)) / size), at % size];
    const mirror = values[at - row * size - column + column * size + row] ?? Number.NaN;
    return Math.abs(value - mirror) <= 1e-9 * Math.max(1, Math.abs(value)) && (row !== column || value >= 0);
  });
}

/** What the members of an axis are called: labels, data columns, or numbers from 0. */
export function memberNames(axis: ParamAxis): readonly string[] {
  const names = axis.labels ?? axis.columns;
  return names?.map(printable) ?? Array.from({ length: axis.size }, (_, i) => String(i));
}

/** The members of every index axis of element number `at`, in order. */
export function elementIndex(view: ParamView, at: number): number[] {
  const index: number[] = [];
  let rest = at;
  for (const axis of [...view.axes].reverse()) {
    index.unshift(rest % axis.size);
    rest = Math.floor(rest / axis.size);
  }
  return index;
}

/** The numbers of element number `at`. */
export function elementValues(view: ParamView, at: number): readonly number[] {
  return view.values.slice(at * view.stride, (at + 1) * view.stride);
}
