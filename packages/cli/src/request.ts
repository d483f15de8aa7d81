import type { Io } from "./io.ts";

/** A command as it was typed, split into words and options; commands read the options they know. */
export interface Request {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** All words after `pgm`. */
  readonly words: readonly string[];
  readonly io: Io;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Does a command and gives its exit status. */
export type CommandRun = (request: Request) => Promise<number>;

/** The value of an option that takes one, if it was given. */
export function optionText(request: Request, name: string): string | undefined {
  const value = request.options[name];
  return typeof value === "string" ? value : undefined;
}

/** The values of an option that may be repeated, in order. */
export function optionTexts(request: Request, name: string): readonly string[] {
  const value = request.options[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** The values of an option that may be repeated and takes several names with commas between. */
export function optionNames(request: Request, name: string): readonly string[] {
  return optionTexts(request, name)
    .flatMap((text) => text.split(","))
    .map((text) => text.trim())
    .filter((text) => text !== "");
}
