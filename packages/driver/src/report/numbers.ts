/** Decimals that give `value` four significant digits, at most six and at least none. */
function decimalsFor(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  return Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))));
}

/** How a value that is not a number in the usual sense is written; null for ordinary ones. */
function unusual(value: number): string | null {
  if (Number.isNaN(value)) return "none";
  if (value === Number.POSITIVE_INFINITY) return "inf";
  return value === Number.NEGATIVE_INFINITY ? "-inf" : null;
}

/** `-0.00` says less than `0.00`. */
function withoutNegativeZero(text: string): string {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
}

const needsExponent = (value: number): boolean => value !== 0 && (Math.abs(value) >= 1e7 || Math.abs(value) < 1e-4);

/** A number by itself, to four significant digits. */
export function formatNumber(value: number): string {
  return unusual(value) ?? (needsExponent(value) ? value.toExponential(3) : withoutNegativeZero(value.toFixed(decimalsFor(value))));
}

/** Decimals that show a difference with two significant digits; none for one that is next to the values' rounding. */
const decimalsOf = (difference: number, largest: number): number =>
  difference > negligible * largest ? 1 - Math.floor(Math.log10(difference)) : -Infinity;

/** Beside the largest of its column a number below this share of it is 0. */
const negligible = 1e-12;

/**
 * The numbers of one column, with the same decimals so that the points stand under one another: four significant digits
 * of the largest, up to two more decimals where the smallest would show none of its own, and more where values that are close
 * together would not be told apart.
 */
export function formatColumn(values: readonly number[]): string[] {
  const sizes = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  const largest = Math.max(0, ...sizes);
  const smallest = Math.min(largest, ...sizes);
  const finite = values.filter(Number.isFinite);
  const apart = decimalsOf(Math.max(...finite) - Math.min(...finite), largest);
  if (needsExponent(largest)) {
    const digits = Math.min(12, Math.max(3, apart + Math.floor(Math.log10(largest))));
    return values.map((value) => unusual(value) ?? (value === 0 ? "0" : value.toExponential(digits)));
  }
  if (values.every((value) => Number.isInteger(value))) return values.map(String);
  const fine = Math.min(decimalsFor(largest) + 2, Math.max(decimalsFor(largest), decimalsFor(smallest) - 2));
  const decimals = Math.max(fine, Math.min(6, apart));
  return values.map((value) => unusual(value) ?? formatFixed(Math.abs(value) < negligible * largest ? 0 : value, decimals));
}

/** Standard errors of one column: two significant digits of the smallest, at most six decimals; nothing for 0 and what is not known. */
export function formatErrors(errors: readonly number[]): string[] {
  const known = errors.filter((error) => Number.isFinite(error) && error > 0);
  const smallest = Math.min(...known);
  const decimals = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(smallest))));
  return errors.map((error) => (Number.isFinite(error) && error > 0 ? formatFixed(error, decimals) : ""));
}

function formatFixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return value !== 0 && Number(text) === 0 ? value.toExponential(1) : text;
}

/** A probability in a table of them: three decimals, an exact 0 or 1 without any. */
export function formatProbability(value: number): string {
  if (value === 0 || value === 1) return String(value);
  if (Number.isNaN(value)) return "none";
  if (value < 0.0005) return "<.001";
  return value > 0.9995 ? ">.999" : value.toFixed(3);
}

/** A share as a percentage with one decimal. */
export function formatPercent(share: number): string {
  if (Number.isNaN(share)) return "none";
  if (share > 0 && share < 0.0005) return "<0.1%";
  return `${(100 * share).toFixed(1)}%`;
}

/** A log-likelihood or an objective: five decimals while they mean something. */
export function formatLog(value: number): string {
  return (
    unusual(value) ?? (Math.abs(value) >= 1e9 ? value.toExponential(9) : withoutNegativeZero(value.toFixed(Math.abs(value) >= 1e6 ? 2 : 5)))
  );
}

/** An estimate with its standard error, to two digits of it: `141.60213 ± 0.00021`. */
export function formatEstimate(value: number, error: number): string {
  const decimals = error > 0 ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(error)))) : 5;
  return `${value.toFixed(decimals)} ± ${error.toFixed(decimals)}`;
}

/** A whole number with thin groups of three digits: `1,000,000`. */
export function formatCount(value: number): string {
  return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ",") : formatNumber(value);
}

/** `1 row`, `2 rows`; the plural adds an s unless it is given. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
