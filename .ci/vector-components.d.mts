/** The module, as text. */
export declare function vectorComponentsSource(): string;
/** Path of the module. */
export declare const vectorComponentsPath: string;
