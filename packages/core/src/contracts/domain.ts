/**
 * A size or index set. `states` are the integers 0 … size−1. `labels` are a finite set of names; `labels` is null
 * until the data is read (`type Word` without a list). `type` is the name of the declared type, null for an anonymous set.
 */
export type IndexSet =
  | { readonly kind: "states"; readonly size: number }
  | { readonly kind: "labels"; readonly type: string | null; readonly labels: readonly string[] | null };

/** What one value of a node may be. `boolean` is `Bernoulli` without a declared domain: two states, read from 0/1 or false/true. */
export type NodeDomain =
  | IndexSet
  | { readonly kind: "boolean" }
  | { readonly kind: "count" }
  | { readonly kind: "int" }
  | { readonly kind: "real" }
  | { readonly kind: "positive" }
  | { readonly kind: "probability" }
  | { readonly kind: "vector"; readonly size: number }
  | { readonly kind: "simplex"; readonly over: IndexSet };

/** What one element of a parameter may be; matrices are row-major. */
export type ParamDomain =
  | { readonly kind: "real" }
  | { readonly kind: "positive" }
  | { readonly kind: "probability" }
  | { readonly kind: "int" }
  | { readonly kind: "vector"; readonly size: number }
  | { readonly kind: "matrix"; readonly rows: number; readonly columns: number }
  | { readonly kind: "simplex"; readonly over: IndexSet }
  | { readonly kind: "covariance"; readonly size: number }
  | { readonly kind: "diagonal"; readonly size: number }
  | { readonly kind: "spherical"; readonly size: number };

/** Number of members of an index set, or null where only the data knows. */
export function indexSetSize(set: IndexSet): number | null {
  return set.kind === "states" ? set.size : (set.labels?.length ?? null);
}

/** Number of states of a discrete node domain; null where it is not finite or only the data knows. */
export function stateCount(domain: NodeDomain): number | null {
  if (domain.kind === "states" || domain.kind === "labels") return indexSetSize(domain);
  return domain.kind === "boolean" ? 2 : null;
}

/** True for domains with finitely many states (even if their number is not known yet). */
export function isDiscrete(domain: NodeDomain): boolean {
  return domain.kind === "states" || domain.kind === "labels" || domain.kind === "boolean";
}

/** Stored numbers in one element of a parameter; null where only the data knows. */
export function elementLength(domain: ParamDomain): number | null {
  switch (domain.kind) {
    case "vector":
    case "diagonal":
      return domain.size;
    case "matrix":
      return domain.rows * domain.columns;
    case "covariance":
      return domain.size * domain.size;
    case "simplex":
      return indexSetSize(domain.over);
    default:
      return 1;
  }
}
