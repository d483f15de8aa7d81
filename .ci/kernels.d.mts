/** Dimensions that have a module of their own. */
export declare const dimensions: readonly number[];
/** The module for one dimension, as text. */
export declare function kernelSource(d: number): string;
/** Path of the module for one dimension. */
export declare function kernelPath(d: number): string;
