/** The module for one dimension, as text. */
export declare function vectorDiagonalSource(d: number): string;
/** Path of the module for one dimension. */
export declare function vectorDiagonalPath(d: number): string;
