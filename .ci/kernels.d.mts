/** Dimensions that have a module of their own. */
export declare const dimensions: readonly number[];
/** The module for one dimension, as text. */
export declare function kernelSource(d: number): string;
/** Path of the module for one dimension. */
export declare function kernelPath(d: number): string;
/** Numbers of states whose normalisation is written out. */
export declare const stateCounts: readonly number[];
/** The normalisation for a number of states, as text. */
export declare function normaliserSource(states: number): string;
/** Path of the normalisation for a number of states. */
export declare function normaliserPath(states: number): string;
/** The walks over rows of tables for a number of states, as text. */
export declare function productSource(states: number): string;
/** Path of the walk for a number of states. */
export declare function productPath(states: number): string;
/** The mixture of scalar normals for a number of states, as text. */
export declare function mixtureSource(states: number): string;
/** Path of the mixture of scalar normals for a number of states. */
export declare function mixturePath(states: number): string;
