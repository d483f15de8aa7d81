import { type Codes, type Column, missingCode, type NumericArray } from "@platewise/core";
import type { StateReader } from "./label-match.ts";

/** Told of each row whose cell can't be read. */
export type BadCell = (row: number) => void;

/**
 * The states of the cells in `rows`, in the narrowest array that also holds the code of a missing cell. `whole`: the rows are
 * all rows of the table in order; then an array that already is right is used as it is.
 */
export function readCodes(column: Column, rows: Int32Array, whole: boolean, reader: StateReader, bad: BadCell): Codes {
  if (column.kind === "text") return readTextCodes(column, rows, reader, bad);
  if (whole && holdsStates(column.values, reader)) return column.values;
  const codes = createCodes(reader.states, rows.length);
  const empty = missingCode(codes);
  const { values, odd } = column;
  let lastValue = Number.NaN;
  let lastState = -1;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    const value = values[row]!;
    if (value !== lastValue) {
      lastValue = value;
      lastState = value - value === 0 ? reader.byValue(value) : -1;
    }
    if (lastState >= 0) {
      codes[i] = lastState;
      continue;
    }
    const text = odd.get(row);
    const state = text === undefined ? -1 : reader.byText(text);
    codes[i] = state < 0 ? empty : state;
    const filled = !Number.isNaN(value) || text !== undefined;
    if (filled && state < 0) bad(row);
  }
  return codes;
}

function readTextCodes(column: Column & { readonly kind: "text" }, rows: Int32Array, reader: StateReader, bad: BadCell): Codes {
  const states = Int32Array.from(column.labels, (label) => reader.byText(label));
  const codes = createCodes(reader.states, rows.length);
  const empty = missingCode(codes);
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    const label = column.codes[row]!;
    const state = label < 0 ? -1 : states[label]!;
    codes[i] = state < 0 ? empty : state;
    if (label >= 0 && state < 0) bad(row);
  }
  return codes;
}

function createCodes(states: number, length: number): Codes {
  if (states < 0xff) return new Uint8Array(length);
  return states < 0xffff ? new Uint16Array(length) : new Int32Array(length);
}

/** True for an array of the width that `createCodes` chooses whose every value is its own state. */
function holdsStates(values: NumericArray, reader: StateReader): values is Codes {
  const codes = createCodes(reader.states, 0);
  if (values.constructor !== codes.constructor) return false;
  const isState = (value: number): boolean => reader.byValue(value) === value;
  if (values instanceof Int32Array) return values.every(isState);
  const seen = new Uint8Array(0x10000);
  markSeen(values, seen);
  return seen.every((mark, value) => mark === 0 || isState(value));
}

/** seen[value] = 1 for every value: small whole numbers are looked up once each, not once a row. */
function markSeen(values: NumericArray, seen: Uint8Array): void {
  for (let i = 0; i < values.length; i += 1) seen[values[i]!] = 1;
}
