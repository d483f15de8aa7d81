/** Dimensions whose diagonal loops are written out. */
export declare const diagonalDimensions: readonly number[];
/** The loops for one dimension, as text. */
export declare function diagonalSource(d: number): string;
/** Path of the loops for one dimension. */
export declare function diagonalPath(d: number): string;
