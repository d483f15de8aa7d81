import type { NodeDomain } from "@platewise/core";
import { parseDecimal } from "../sources/csv/decimal.ts";

/** How cells become states: −1 for a cell that is no state. */
export interface StateReader {
  readonly states: number;
  byText(text: string): number;
  byValue(value: number): number;
}

/** Reads labels: as text, case-sensitively, and numeric ones by value. */
export function labelReader(labels: readonly string[]): StateReader {
  const texts = new Map<string, number>();
  const values = new Map<number, number>();
  labels.forEach((label, state) => {
    if (!texts.has(label)) texts.set(label, state);
    const value = parseDecimal(label);
    if (value !== null && !values.has(value)) values.set(value, state);
  });
  const byValue = (value: number): number => values.get(value) ?? -1;
  const byText = (text: string): number => {
    const state = texts.get(text);
    if (state !== undefined) return state;
    const value = values.size > 0 ? parseDecimal(text) : null;
    return value === null ? -1 : byValue(value);
  };
  return { states: labels.length, byText, byValue };
}

/** Reads the integers 0 … states − 1. */
export function integerReader(states: number): StateReader {
  const byValue = (value: number): number => (value >= 0 && value < states && value === Math.floor(value) ? value : -1);
  return { states, byText: (text) => byValue(parseDecimal(text) ?? -1), byValue };
}

const truthValues = new Map([
  ["false", 0],
  ["true", 1],
]);

/** Reads 0 and 1, or false and true in any case. */
export const truthReader: StateReader = {
  states: 2,
  byText: (text) => truthValues.get(text.toLowerCase()) ?? integerReader(2).byText(text),
  byValue: (value) => (value === 0 || value === 1 ? value : -1),
};

/** The reader of a discrete domain; null for other domains, and for label sets that are not known. */
export function stateReader(domain: NodeDomain): StateReader | null {
  if (domain.kind === "states") return integerReader(domain.size);
  if (domain.kind === "boolean") return truthReader;
  return domain.kind === "labels" && domain.labels !== null ? labelReader(domain.labels) : null;
}
