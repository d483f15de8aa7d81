import type { Block, DensityKernel, Family, LawBinding } from "@platewise/core";
import { portableLog } from "@platewise/core";
import { createNormalMixture, type NormalMixture, normalMixtures } from "../kernels/normal-mixture.ts";
import { expandSpread, expectedGaussianLogLik } from "./gaussian-likelihood.ts";
import { maximizeGaussian } from "./gaussian-step.ts";

const LOG_2PI = portableLog(2 * Math.PI);

/** Constants and statistics of the slots: mean, −1/(2v), log constant; and (Σ r, Σ r z, Σ r z²) per slot. */
interface Slots {
  readonly location: Float64Array;
  readonly halfPrecision: Float64Array;
  readonly logConstant: Float64Array;
  readonly statistics: Float64Array;
}

function prepareSlots(law: LawBinding, theta: Float64Array, { location, halfPrecision, logConstant }: Slots): void {
  const [means, spreads] = [law.cells[0] as Int32Array, law.cells[1] as Int32Array];
  for (let slot = 0; slot < law.slots; slot++) {
    const spread = theta[spreads[slot] as number] as number;
    const variance = law.shape.spread === "sd" ? spread * spread : spread;
    location[slot] = theta[means[slot] as number] as number;
    halfPrecision[slot] = -0.5 / variance;
    logConstant[slot] = -0.5 * (LOG_2PI + portableLog(variance));
  }
}

function addLogDensity(slots: Slots, slot: number, x: Float64Array, { start, count, at, values }: Block): void {
  const m = slots.location[slot] as number;
  const h = slots.halfPrecision[slot] as number;
  const c = slots.logConstant[slot] as number;
  for (let i = 0; i < count; i++) {
    const z = (x[start + i] as number) - m;
    values[at + i] = (values[at + i] as number) + c + h * z * z;
  }
}

function accumulate({ location, statistics }: Slots, slot: number, x: Float64Array, { start, count, at, values }: Block): void {
  const m = location[slot] as number;
  let weight = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < count; i++) {
    const r = values[at + i] as number;
    const z = (x[start + i] as number) - m;
    const rz = r * z;
    weight += r;
    first += rz;
    second += rz * z;
  }
  statistics[3 * slot] = (statistics[3 * slot] as number) + weight;
  statistics[3 * slot + 1] = (statistics[3 * slot + 1] as number) + first;
  statistics[3 * slot + 2] = (statistics[3 * slot + 2] as number) + second;
}

/** The state of largest variance: densities relative to it stay in reach of the walk. */
function widestOf({ halfPrecision }: Slots, slotOf: Int32Array): number {
  let widest = 0;
  for (let s = 1; s < slotOf.length; s++) {
    if ((halfPrecision[slotOf[s] as number] as number) > (halfPrecision[slotOf[widest] as number] as number)) widest = s;
  }
  return widest;
}

/** Position s with the first state and the widest in each other's place. */
const swapped = (s: number, widest: number): number => (s === 0 ? widest : s === widest ? 0 : s);

/** A mixture over the slots by a written-out walk, its sums added to the statistics where it succeeds. */
function mixtureOf(slots: Slots, room: NormalMixture): NonNullable<DensityKernel["mixture"]> {
  return ({ slots: slotOf, base, totals }, columns, start, end) => {
    const walk = normalMixtures[slotOf.length];
    if (!walk || slotOf.length > room.means.length) return Number.NaN;
    const widest = widestOf(slots, slotOf);
    for (let s = 0; s < slotOf.length; s++) {
      const slot = slotOf[swapped(s, widest)] as number;
      room.means[s] = slots.location[slot] as number;
      room.halfPrecisions[s] = slots.halfPrecision[slot] as number;
      room.offsets[s] = (base[swapped(s, widest)] as number) + (slots.logConstant[slot] as number);
    }
    const logLik = walk(room, columns[0] as Float64Array, start, end);
    if (!(logLik > -Infinity)) return logLik;
    for (let s = 0; s < slotOf.length; s++) {
      const state = swapped(s, widest);
      const at = 3 * (slotOf[state] as number);
      totals[state] = (totals[state] as number) + (room.sums[3 * s] as number);
      for (let i = 0; i < 3; i++) slots.statistics[at + i] = (slots.statistics[at + i] as number) + (room.sums[3 * s + i] as number);
    }
    return logLik;
  };
}

function createKernel(law: LawBinding): DensityKernel {
  const per = (n: number): Float64Array => new Float64Array(n * law.slots);
  const slots: Slots = { location: per(1), halfPrecision: per(1), logConstant: per(1), statistics: per(3) };
  return {
    kind: "density",
    statistics: slots.statistics,
    prepare: (theta) => prepareSlots(law, theta, slots),
    addLogDensity: (slot, columns, block) => addLogDensity(slots, slot, columns[0] as Float64Array, block),
    accumulate: (slot, columns, block) => accumulate(slots, slot, columns[0] as Float64Array, block),
    mixture: mixtureOf(slots, createNormalMixture(normalMixtures.length - 1)),
  };
}

/**
 * Normal distribution with an sd or a variance. T(x) = (x, x²), η = (m/v, −1/(2v)), A(η) = −η₁²/(4η₂) − ½ log(−2η₂),
 * log h = −½ log 2π. Statistics are (Σ r, Σ r z, Σ r z²) with z = x − current mean. Source: Bishop, PRML (2006), section 2.4.
 */
export const normal: Family = {
  name: "Normal",
  args: ["mean", "spread"],
  child: "numeric",
  location: 0,
  priors: (_shape, argument) => (argument === 0 ? ["Normal"] : ["InverseGamma"]),
  argumentLength: () => 1,
  statisticsLength: () => 3,
  sufficient(_shape, x, into) {
    into[0] = x[0] as number;
    into[1] = (x[0] as number) ** 2;
  },
  natural(shape, args, into) {
    const spread = args[1]?.[0] as number;
    const v = shape.spread === "sd" ? spread * spread : spread;
    into[0] = (args[0]?.[0] as number) / v;
    into[1] = -0.5 / v;
  },
  fromNatural(shape, natural, into) {
    const v = -0.5 / (natural[1] as number);
    (into[0] as Float64Array)[0] = (natural[0] as number) * v;
    (into[1] as Float64Array)[0] = shape.spread === "sd" ? Math.sqrt(v) : v;
  },
  logPartition(_shape, natural) {
    const [a, b] = [natural[0] as number, natural[1] as number];
    return (-a * a) / (4 * b) - 0.5 * portableLog(-2 * b);
  },
  logBase: () => -0.5 * LOG_2PI,
  sample(shape, args, random, into) {
    const spread = args[1]?.[0] as number;
    into[0] = (args[0]?.[0] as number) + (shape.spread === "sd" ? spread : Math.sqrt(spread)) * random.normal();
  },
  moments(shape, args, mean, covariance) {
    mean[0] = args[0]?.[0] as number;
    expandSpread(shape, args[1] as Float64Array, 0, covariance);
  },
  createKernel,
  maximize: (problem, theta) => maximizeGaussian(problem, theta, 1),
  expectedLogLik: expectedGaussianLogLik,
  perturb(context, args) {
    (args[0] as Float64Array)[0] = context.row[0] as number;
  },
};
