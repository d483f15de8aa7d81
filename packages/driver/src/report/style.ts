/** How a renderer marks parts of its text; each function returns its text with or without terminal codes around it. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const same = (text: string): string => text;
const code = (on: number, off: number) => (text: string) => (text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`);

/** Leaves every text as it is. */
export const plainStyle: Style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };

/** ANSI terminal codes. */
export const ansiStyle: Style = {
  bold: code(1, 22),
  dim: code(2, 22),
  red: code(31, 39),
  yellow: code(33, 39),
  green: code(32, 39),
  cyan: code(36, 39),
};

/** The style for a place that shows colours, or does not. */
export function styleFor(colour: boolean): Style {
  return colour ? ansiStyle : plainStyle;
}
