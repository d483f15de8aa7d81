import type { FitResult, ParamValue } from "platewise";
import type { Covered, Scored } from "./covered.ts";
import type { Params, Results } from "./trusted-case.ts";

type Grid = readonly (readonly number[])[];

const grid = (rows: number, columns: number, value: number): Grid => Array.from({ length: rows }, () => Array(columns).fill(value));

/** Couplings in the order of the case: those of a site to the right and down, site by site. */
const couplings = (right: Grid, down: Grid): readonly number[] =>
  Array.from({ length: 16 }, (_, i) => [right[i >> 2]?.[i & 3], down[i >> 2]?.[i & 3]])
    .flat()
    .filter((w) => w !== undefined);

/** log Z at the estimate; log Z and the log-likelihood where every field is 0.1 and every coupling 0.3. */
async function values(fit: FitResult, { score }: Scored, at: Readonly<Record<string, ParamValue>>): Promise<Results> {
  const { logZ = Number.NaN, logLik } = await score(at);
  return { values: { logZ: fit.network?.logZ ?? null, at_field_0p1_coupling_0p3: { logZ, logLik } } };
}

/** An Ising grid of four by four with one field and one coupling. */
export const isingShared: Pick<Covered, "fromPgm" | "scored"> = {
  fromPgm: ({ h = null, J = null }): Params => ({ field: h, coupling: J }),
  scored: (_, fit, scored) => values(fit, scored, { h: 0.1, J: 0.3 }),
};

/** The same with a field for each site and a coupling for each pair of neighbours. */
export const isingFree: Pick<Covered, "fromPgm" | "scored"> = {
  fromPgm: ({ h, right, down }): Params => ({ field: (h as Grid).flat(), coupling: couplings(right as Grid, down as Grid) }),
  scored: (_, fit, scored) => values(fit, scored, { h: grid(4, 4, 0.1), right: grid(4, 3, 0.3), down: grid(3, 4, 0.3) }),
};
