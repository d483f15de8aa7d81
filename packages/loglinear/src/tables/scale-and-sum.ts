import type { Place, TablePass } from "./table-pass.ts";

/** The arrays of a walk: the cells change, the sums grow. */
export interface PassArrays {
  readonly cells: Float64Array;
  readonly factors: Float64Array;
  readonly sums: Float64Array;
}

/** Neither margin tells the cells of a run apart. */
function alongNeither({ length, scaleOffsets, sumOffsets }: TablePass, { cells, factors, sums }: PassArrays, at: Place): void {
  let cell = at.cell;
  for (let run = 0; run < scaleOffsets.length; run++) {
    const factor = factors[at.scale + (scaleOffsets[run] as number)] as number;
    const target = at.sum + (sumOffsets[run] as number);
    let sum = sums[target] as number;
    for (const end = cell + length; cell < end; cell++) {
      const value = (cells[cell] as number) * factor;
      cells[cell] = value;
      sum += value;
    }
    sums[target] = sum;
  }
}

/** The margin of the factors tells them apart. */
function alongFactors({ length, scaleOffsets, sumOffsets }: TablePass, { cells, factors, sums }: PassArrays, at: Place): void {
  let cell = at.cell;
  for (let run = 0; run < scaleOffsets.length; run++) {
    let factor = at.scale + (scaleOffsets[run] as number);
    const target = at.sum + (sumOffsets[run] as number);
    let sum = sums[target] as number;
    for (const end = cell + length; cell < end; cell++, factor++) {
      const value = (cells[cell] as number) * (factors[factor] as number);
      cells[cell] = value;
      sum += value;
    }
    sums[target] = sum;
  }
}

/** The margin of the sums tells them apart. */
function alongSums({ length, scaleOffsets, sumOffsets }: TablePass, { cells, factors, sums }: PassArrays, at: Place): void {
  let cell = at.cell;
  for (let run = 0; run < scaleOffsets.length; run++) {
    const factor = factors[at.scale + (scaleOffsets[run] as number)] as number;
    let target = at.sum + (sumOffsets[run] as number);
    for (const end = cell + length; cell < end; cell++, target++) {
      const value = (cells[cell] as number) * factor;
      cells[cell] = value;
      sums[target] = (sums[target] as number) + value;
    }
  }
}

/** Both do. */
function alongBoth({ length, scaleOffsets, sumOffsets }: TablePass, { cells, factors, sums }: PassArrays, at: Place): void {
  let cell = at.cell;
  for (let run = 0; run < scaleOffsets.length; run++) {
    let factor = at.scale + (scaleOffsets[run] as number);
    let target = at.sum + (sumOffsets[run] as number);
    for (const end = cell + length; cell < end; cell++, factor++, target++) {
      const value = (cells[cell] as number) * (factors[factor] as number);
      cells[cell] = value;
      sums[target] = (sums[target] as number) + value;
    }
  }
}

/** Moves to the next block, counting the last axis fastest; false after the last one. */
function moveOn({ length, scaleOffsets, outer, counters, place: at }: TablePass): boolean {
  at.cell += scaleOffsets.length * length;
  for (let axis = outer.length - 1; axis >= 0; axis--) {
    const { size, scaleStride, sumStride } = outer[axis] as TablePass["outer"][number];
    const count = (counters[axis] as number) + 1;
    at.scale += scaleStride;
    at.sum += sumStride;
    if (count < size) {
      counters[axis] = count;
      return true;
    }
    counters[axis] = 0;
    at.scale -= size * scaleStride;
    at.sum -= size * sumStride;
  }
  return false;
}

/** Walks once over the table: cells *= factors of one margin, sums of another = their sums. */
export function scaleAndSum(pass: TablePass, arrays: PassArrays): void {
  const { scaleStep, sumStep, place } = pass;
  const alone = sumStep === 0 ? alongFactors : alongBoth;
  const walk = scaleStep === 0 ? (sumStep === 0 ? alongNeither : alongSums) : alone;
  place.cell = 0;
  arrays.sums.fill(0);
  do walk(pass, arrays, place);
  while (moveOn(pass));
}
