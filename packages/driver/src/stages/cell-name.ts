import type { IndexSet } from "@platewise/core";
import type { ParameterEntry, ParameterLayout } from "@platewise/graph";

/** One index of a parameter: its size, and the labels that stand for its numbers. */
interface Axis {
  readonly size: number;
  readonly labels: readonly string[] | null;
}

const labelsOf = (set: IndexSet): readonly string[] | null => (set.kind === "labels" ? set.labels : null);

function axesOf({ decl, dimensions, length }: ParameterEntry): readonly Axis[] {
  const outer = decl.indices.map((set, i) => ({ size: dimensions[i] as number, labels: labelsOf(set) }));
  const { domain } = decl;
  const plain = (size: number): Axis => ({ size, labels: null });
  if (domain.kind === "matrix") return [...outer, plain(domain.rows), plain(domain.columns)];
  return domain.kind === "vector" ? [...outer, plain(length)] : outer;
}

/** A cell of the parameter vector as people call it: `table(Class,Age)[Crew][Child]`; numbers, from 0, where an index has no labels. */
export function cellName({ entries }: ParameterLayout, cell: number): string {
  const entry = entries.find(({ offset, count, length }) => cell >= offset && cell < offset + count * length);
  if (!entry) return "";
  let rest = cell - entry.offset;
  const indices = axesOf(entry)
    .toReversed()
    .map(({ size, labels }) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return `[${labels?.[at] ?? at}]`;
    });
  return `${entry.decl.name}${indices.reverse().join("")}`;
}
