const ZERO = 48;
const MINUS = 45;
const POINT = 46;
/** With at most 15 digits the digits are an exact integer, and its quotient by an exact power of ten is correctly rounded. */
const MAX_DIGITS = 15;
const powersOfTen = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, k) => 10 ** k);

/**
 * Reads a plain decimal such as `-12.50` that starts at `at` into `values[row]`. Returns the index after it, or −1 where
 * there is none, or one that needs more than 15 digits or an exponent (the byte after it is for the caller to check).
 */
export function readPlainDecimal(bytes: Uint8Array, at: number, values: Float64Array, row: number): number {
  const length = bytes.length;
  let i = at;
  const negative = i < length && bytes[i] === MINUS;
  if (negative) i += 1;
  const start = i;
  let digits = 0;
  for (; i < length; i += 1) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) break;
    digits = digits * 10 + digit;
  }
  let count = i - start;
  let decimals = 0;
  if (i < length && bytes[i] === POINT) {
    const point = i + 1;
    for (i = point; i < length; i += 1) {
      const digit = bytes[i]! - ZERO;
      if (digit < 0 || digit > 9) break;
      digits = digits * 10 + digit;
    }
    decimals = i - point;
    count += decimals;
  }
  if (count === 0 || count > MAX_DIGITS) return -1;
  const value = digits / powersOfTen[decimals]!;
  values[row] = negative ? -value : value;
  return i;
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const oddNumber = /^[+-]?(?:nan|inf|infinity)$/i;

/** The number that `text` spells, with spaces around it allowed; null for anything else (hexadecimal, NaN, infinity, nothing). */
export function parseDecimal(text: string): number | null {
  const trimmed = text.trim();
  return decimal.test(trimmed) ? Number(trimmed) : null;
}

/** NaN or an infinity where `text` spells one in any case (`nan`, `Inf`, `-Infinity`), else null. */
export function parseOddNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!oddNumber.test(trimmed)) return null;
  if (/nan/i.test(trimmed)) return Number.NaN;
  return trimmed.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
