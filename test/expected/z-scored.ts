/** A table of numbers as CSV, every column shifted and scaled to mean 0 and variance 1 (divisor N). */
export function zScored(csv: string): string {
  const [header = "", ...lines] = csv.trim().split(/\r?\n/);
  const columns = header.split(",").map((_, j) => standardised(lines.map((line) => Number(line.split(",")[j]))));
  return [header, ...lines.map((_, i) => columns.map((column) => column[i]).join(",")), ""].join("\n");
}

function standardised(values: readonly number[]): readonly number[] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
  return values.map((x) => (x - mean) / deviation);
}
