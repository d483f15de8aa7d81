/** A number with three significant digits, `-` for one that is not known. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const text = value.toPrecision(3);
  return text.includes("e") ? String(Number(text)) : text;
}
