import type { Span } from "@platewise/core";
import type { ProblemList } from "../sources/problem-list.ts";
import type { Draft, DraftTable, DraftVariable } from "./draft.ts";

/** A draft being checked, with what has been found. `misses` gathers the rows that were normalised. */
export interface DraftCheck {
  readonly draft: Draft;
  readonly problems: ProblemList;
  readonly misses: { rows: number; worst: number; span: Span | null };
}

/** A table whose variables are known: the child, then the parents, as variables of the draft. */
export interface ResolvedTable {
  readonly table: DraftTable;
  readonly child: DraftVariable;
  readonly parents: readonly DraftVariable[];
}
