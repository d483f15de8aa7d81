/** Numbers of states whose recursions are written as vector code. */
export declare const vectorStates: readonly number[];
/** The module for a number of states, as text. */
export declare function vectorSource(states: number): string;
/** Path of the module for a number of states. */
export declare function vectorPath(states: number): string;
