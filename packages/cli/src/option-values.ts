import type { ConstantValue } from "./driver.ts";
import { optionNames, optionText, optionTexts, type Request } from "./request.ts";
import { wrongUsage } from "./usage.ts";

/** One of a list of words, if the option was given. */
export function choice<T extends string>(request: Request, name: string, flag: string, words: readonly T[]): T | undefined {
  const text = optionText(request, name);
  if (text === undefined) return undefined;
  const found = words.find((word) => word === text);
  if (found === undefined) throw wrongUsage("bad-option-value", { option: flag, value: text, expected: `one of ${words.join(", ")}` });
  return found;
}

/** A whole number of at least `least`, if the option was given. */
export function wholeNumber(request: Request, name: string, flag: string, least: number): number | undefined {
  const text = optionText(request, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[+]?\d+(e\d+)?$/i.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw wrongUsage("bad-option-value", { option: flag, value: text, expected: `a whole number from ${least}` });
  }
  return value;
}

/** A number that is not negative, if the option was given. */
export function nonnegative(request: Request, name: string, flag: string): number | undefined {
  const text = optionText(request, name);
  if (text === undefined) return undefined;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw wrongUsage("bad-option-value", { option: flag, value: text, expected: "a number from 0" });
  return value;
}

/** The constants given with `--set NAME=VALUE`. A later one replaces an earlier one of the same name. */
export function constantValues(request: Request): Readonly<Record<string, ConstantValue>> {
  return Object.fromEntries(optionTexts(request, "set").map(constantValue));
}

/** Numbers of instances by plate, given as NAME=k. */
export function instanceCounts(request: Request, name: string, flag: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    optionNames(request, name).map((text): [string, number] => {
      const [plate = "", count = "", ...rest] = text.split("=").map((part) => part.trim());
      if (plate === "" || rest.length > 0 || !/^\d+$/.test(count) || !Number.isSafeInteger(Number(count)) || Number(count) < 1) {
        throw wrongUsage("bad-option-value", { option: flag, value: text, expected: "PLATE=k with a whole number from 1" });
      }
      return [plate, Number(count)];
    }),
  );
}

function constantValue(text: string): [string, ConstantValue] {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(0, at)).trim();
  const value = parseJson(text.slice(at + 1));
  if (name === "" || !isConstant(value)) {
    throw wrongUsage("bad-option-value", {
      option: "--set",
      value: text,
      expected: "NAME=VALUE with a number or a JSON array of numbers, such as K=3",
    });
  }
  return [name, value];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isConstant = (value: unknown): value is ConstantValue =>
  typeof value === "number" || (Array.isArray(value) && value.length > 0 && value.every(isConstant));
