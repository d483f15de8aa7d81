/** Why two forms of a model are not the same, in the field's terms; variables by their keys. */
export type Reason =
  | { readonly kind: "married-parents"; readonly edge: readonly [string, string]; readonly children: readonly string[] }
  | { readonly kind: "chordless-cycle"; readonly cycle: readonly string[]; readonly added: readonly (readonly [string, string])[] }
  | { readonly kind: "clique-without-factor"; readonly clique: readonly string[] }
  | { readonly kind: "clique-of-feature"; readonly clique: readonly string[]; readonly factor: string }
  | { readonly kind: "tied"; readonly what: "law" | "factor"; readonly name: string; readonly instances: number }
  | { readonly kind: "chain"; readonly plate: string }
  | { readonly kind: "repeated"; readonly plate: string }
  | { readonly kind: "limited-law"; readonly nodes: readonly string[]; readonly how: "fixed" | "prior" | "formula" }
  | { readonly kind: "shared-parameter"; readonly param: string; readonly nodes: readonly string[] };

/**
 * What theory says of a model beside its other form. `contains`: the form that can be every joint that the other can be, and
 * more or other ones besides; `neither`: the two are the same family of joints, and so have the same maximum. `arcs` are those of
 * the directed form, `edges` those of the undirected one, `added` the edges that only one of the two has. `cycle` is a cycle of the
 * undirected form without a chord; where there is none, `cliques` are its maximal cliques, and its variables are in an order in which
 * each one's earlier neighbours are joined.
 */
export interface Theory {
  readonly from: "model" | "network";
  readonly contains: "neither" | "directed" | "undirected";
  readonly reasons: readonly Reason[];
  readonly variables: readonly string[];
  readonly arcs: readonly (readonly [string, string])[];
  readonly edges: readonly (readonly [string, string])[];
  readonly added: readonly (readonly [string, string])[];
  readonly cycle: readonly string[] | null;
  readonly cliques: readonly (readonly string[])[] | null;
}
