/** Where a tile's cases lie among those of a block. */
export interface CaseRange {
  readonly start: number;
  readonly count: number;
}

/**
 * A factor that touches some variables of a block. In case i and joint state s of these variables its log-potential is entry
 * `bases[codes[i]] + offsets[s]`, times `scales[i]` (null: no numbers multiply it). `totals[c]` is what the cases of code c count, times
 * their numbers. `local` and `sums` are room for log-potentials and sums by state and code: [s · bases.length + c].
 */
export interface BlockFactor {
  readonly codes: Int32Array;
  readonly bases: Int32Array;
  readonly offsets: Int32Array;
  readonly scales: Float64Array | null;
  readonly totals: Float64Array;
  readonly local: Float64Array;
  readonly sums: Float64Array;
}

/** A factor of which the entries of the cases, without the variables looked at, are known. `weights` are those of the cases. */
export function createBlockFactor(
  entries: Int32Array,
  offsets: Int32Array,
  scales: Float64Array | null,
  weights: Float64Array,
): BlockFactor {
  const seen = new Map<number, number>();
  const codes = entries.map((entry) => {
    const code = seen.get(entry) ?? seen.size;
    seen.set(entry, code);
    return code;
  });
  const totals = new Float64Array(seen.size);
  codes.forEach((code, i) => {
    totals[code] = (totals[code] as number) + (weights[i] as number) * (scales === null ? 1 : (scales[i] as number));
  });
  const [local, sums] = [0, 0].map(() => new Float64Array(offsets.length * seen.size)) as [Float64Array, Float64Array];
  return { codes, bases: Int32Array.from(seen.keys()), offsets, scales, totals, local, sums };
}

/** Looks up the factor's log-potentials, and empties its sums. */
export function openFactor({ bases, offsets, local, sums }: BlockFactor, logPotentials: Float64Array): void {
  let at = 0;
  for (let s = 0; s < offsets.length; s++) {
    for (let c = 0; c < bases.length; c++) local[at++] = logPotentials[(bases[c] as number) + (offsets[s] as number)] as number;
  }
  sums.fill(0);
}

/** Adds the log-potentials of state s to row s of a table, a cell per case, for all states. */
export function addFactor({ codes, bases, offsets, scales, local }: BlockFactor, { start, count }: CaseRange, table: Float64Array): void {
  for (let s = 0; s < offsets.length; s++) {
    const row = s * count;
    const first = s * bases.length;
    if (scales !== null) {
      for (let i = 0; i < count; i++) {
        const scale = scales[start + i] as number;
        // A number that is zero takes out the factor, also where a cell is removed (−Infinity).
        if (scale !== 0) table[row + i] = (table[row + i] as number) + scale * (local[first + (codes[start + i] as number)] as number);
      }
    } else if (bases.length === 1) {
      const value = local[first] as number;
      for (let i = 0; i < count; i++) table[row + i] = (table[row + i] as number) + value;
    } else {
      for (let i = 0; i < count; i++) table[row + i] = (table[row + i] as number) + (local[first + (codes[start + i] as number)] as number);
    }
  }
}

/** Adds the masses of a table's rows to the sums, all but those of state 0: these are what is left of the totals. */
export function sumFactor(factor: BlockFactor, range: CaseRange, table: Float64Array): void {
  const codes = factor.bases.length;
  for (let s = 1; s < factor.offsets.length; s++) {
    if (codes > 2) sumMany(factor, range, table, s);
    else if (factor.scales === null) sumFew(factor, range, table, s);
    else sumFewScaled(factor, range, table, s);
  }
}

function sumMany({ codes, bases, scales, sums }: BlockFactor, { start, count }: CaseRange, table: Float64Array, s: number): void {
  const row = s * count;
  const first = s * bases.length;
  for (let i = 0; i < count; i++) {
    const at = first + (codes[start + i] as number);
    const mass = scales === null ? (table[row + i] as number) : (scales[start + i] as number) * (table[row + i] as number);
    sums[at] = (sums[at] as number) + mass;
  }
}

/** One or two codes: two sums that stay in registers. */
function sumFew({ codes, bases, sums }: BlockFactor, { start, count }: CaseRange, table: Float64Array, s: number): void {
  const row = s * count;
  let [all, second] = [0, 0];
  for (let i = 0; i < count; i++) {
    const mass = table[row + i] as number;
    all += mass;
    second += mass * (codes[start + i] as number);
  }
  spread(sums, s * bases.length, bases.length, { all, second });
}

function sumFewScaled({ codes, bases, scales, sums }: BlockFactor, { start, count }: CaseRange, table: Float64Array, s: number): void {
  const row = s * count;
  const numbers = scales as Float64Array;
  let [all, second] = [0, 0];
  for (let i = 0; i < count; i++) {
    const mass = (table[row + i] as number) * (numbers[start + i] as number);
    all += mass;
    second += mass * (codes[start + i] as number);
  }
  spread(sums, s * bases.length, bases.length, { all, second });
}

function spread(sums: Float64Array, at: number, codes: number, { all, second }: { readonly all: number; readonly second: number }): void {
  sums[at] = (sums[at] as number) + all - second;
  if (codes === 2) sums[at + 1] = (sums[at + 1] as number) + second;
}

/** Subtracts the sums from the counts of entries. */
export function closeFactor({ bases, offsets, totals, sums }: BlockFactor, counts: Float64Array): void {
  for (let c = 0; c < bases.length; c++) {
    let left = totals[c] as number;
    for (let s = 1; s < offsets.length; s++) {
      const sum = sums[s * bases.length + c] as number;
      const entry = (bases[c] as number) + (offsets[s] as number);
      counts[entry] = (counts[entry] as number) - sum;
      left -= sum;
    }
    const entry = (bases[c] as number) + (offsets[0] as number);
    counts[entry] = (counts[entry] as number) - left;
  }
}
