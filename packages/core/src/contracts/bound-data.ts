import type { TemplateModel } from "./template-model.ts";

/** State numbers of a discrete node. `missingCode(values)` marks an empty cell. */
export type Codes = Uint8Array | Uint16Array | Int32Array;

/** The code of an empty cell: 255, 65535 or −1, by the width of the array. */
export function missingCode(values: Codes): number {
  return values instanceof Uint8Array ? 0xff : values instanceof Uint16Array ? 0xffff : -1;
}

/**
 * The values of one node, one entry per instance of its plate. Nodes in fixed plates are bound once per member: `indices`
 * are the running indices, outermost first (empty elsewhere). `codes` for discrete domains; `numbers` for the others, one
 * array per component (NaN is missing); `absent` where there is no column, or none with a value, or the user asked for it
 * to be latent. `missing` counts instances with an empty cell (any component).
 */
export interface BoundNode {
  readonly name: string;
  readonly indices: readonly number[];
  readonly columns: readonly string[];
  readonly missing: number;
  readonly values:
    | { readonly kind: "codes"; readonly codes: Codes }
    | { readonly kind: "numbers"; readonly components: readonly Float64Array[] }
    | { readonly kind: "absent" };
}

/**
 * The instances of one plate that reads rows (`rows`, `groups` or `chain`). `parentOf[i]` is the instance of the nearest
 * enclosing such plate that holds instance i (null at the top); instances are ordered so that it never falls.
 * `rowsOf[i]` is the first table row of instance i; `lastRowsOf` the row after its last where the rows are contiguous.
 * `weights` is null where every instance counts once.
 */
export interface BoundPlate {
  readonly plate: number;
  readonly instances: number;
  readonly parentOf: Int32Array | null;
  readonly rowOf: Int32Array;
  readonly weights: Float64Array | null;
}

/**
 * A table seen through a model: columns found, labels turned into states, plates counted. `model` is the template with
 * every size and label set that only the data knew filled in; `labelsFromData` lists those sets by type name.
 * `instanceOfRow[p]` gives, per bound plate, the instance of each table row (−1 where the row was dropped).
 */
export interface BoundData {
  readonly model: TemplateModel;
  readonly table: { readonly name: string; readonly rows: number };
  readonly plates: readonly BoundPlate[];
  readonly instanceOfRow: readonly Int32Array[];
  readonly nodes: readonly BoundNode[];
  readonly labelsFromData: ReadonlyMap<string, readonly string[]>;
  readonly droppedRows: number;
}
