/** The module, as text. */
export declare function vectorAnySource(): string;
/** Path of the module. */
export declare const vectorAnyPath: string;
