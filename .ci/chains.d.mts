/** Numbers of states whose recursions along a chain are written out. */
export declare const chainStates: readonly number[];
/** The recursions for a number of states, as text. */
export declare function chainSource(states: number): string;
/** Path of the recursions for a number of states. */
export declare function chainPath(states: number): string;
