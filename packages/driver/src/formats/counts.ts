import { type Cursor, fail, takeNumber } from "./cursor.ts";
import { noNumbers } from "./draft.ts";

/** A whole number of a file: from which to which, and what it is in words. */
export interface Count {
  readonly least: number;
  readonly most: number;
  readonly what: string;
}

/** Any whole number from 0. */
export const anyCount = (what: string): Count => ({ least: 0, most: Number.MAX_SAFE_INTEGER, what });

/** Takes a whole number in a range; 0 where there is none, with the problem noted. */
export function takeCount(cursor: Cursor, { least, most, what }: Count, into = noNumbers()): number {
  const isWhole = cursor.kind === "word" && /^[0-9]+$/.test(cursor.text);
  const value = Number(cursor.text);
  if (!isWhole || value < least || value > most) {
    fail(cursor, most === Number.MAX_SAFE_INTEGER ? what : `${what} from ${least} to ${most}`);
    return 0;
  }
  takeNumber(cursor, into);
  return value;
}
