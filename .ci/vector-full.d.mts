/** The module for one dimension, as text. */
export declare function vectorFullSource(d: number): string;
/** Path of the module for one dimension. */
export declare function vectorFullPath(d: number): string;
