import type { Random } from "@platewise/core";

/** One way to spoil bytes or text; it may return its input where it finds nothing to spoil. */
export type Mutation<T> = (input: T, random: Random) => T;

/** One of a list that is not empty. */
export const pick = <T>(items: readonly T[], random: Random): T => items[random.integer(items.length)] as T;

/** A position from 0 to `length`, both included. */
export const position = (length: number, random: Random): number => random.integer(length + 1);

/** The list without its item at `at`, with `fresh` in its place. */
export const replaceAt = <T>(items: readonly T[], at: number, ...fresh: readonly T[]): readonly T[] => [
  ...items.slice(0, at),
  ...fresh,
  ...items.slice(at + 1),
];

/** The text with `fresh` from `start` to `end`. */
export const splice = (text: string, start: number, end: number, fresh: string): string => text.slice(0, start) + fresh + text.slice(end);

/** Numbers that programs trip over. */
export const awkwardNumbers: readonly string[] = [
  "0",
  "-1",
  "-0",
  "1",
  "0.5",
  "50",
  "1e9",
  "1e308",
  "1e309",
  "-1e308",
  "1e-320",
  "NaN",
  "Infinity",
  "-Infinity",
  "2147483648",
  "9007199254740993",
  "123456789012345678901234567890",
  "0x10",
  "1e",
  "007",
  "1,5",
];

/** Characters that mean something to a model, to a table, or to nobody. */
export const awkwardCharacters: readonly string[] = [..."()[]{}~:=,.\"'`#/*+-^%!;\n\r\t \u0000\uFEFFé\uD83D½λ01aZ_"];

/** Does one to three mutations in a row. */
export function mutate<T>(input: T, mutations: readonly Mutation<T>[], random: Random): T {
  let output = input;
  const times = 1 + random.integer(3);
  for (let i = 0; i < times; i++) output = pick(mutations, random)(output, random);
  return output;
}
