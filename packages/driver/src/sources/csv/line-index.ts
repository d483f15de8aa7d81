/**
 * Lines of rows, kept only where they jump: from row `rows[i]` on, row r stands on line `r + shifts[i]`. Files without
 * quoted line breaks or blank lines need one entry.
 */
export interface LineIndex {
  readonly rows: number[];
  readonly shifts: number[];
}

/** Notes that `row` begins on `line`; rows come in order. */
export function noteLine(index: LineIndex, row: number, line: number): void {
  if (index.shifts.at(-1) === line - row) return;
  index.rows.push(row);
  index.shifts.push(line - row);
}

/** The line on which `row` begins, or null for a row that was never noted. */
export function lineOfRow(index: LineIndex, row: number): number | null {
  let low = 0;
  let high = index.rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index.rows[middle]! <= row) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : row + index.shifts[low - 1]!;
}
