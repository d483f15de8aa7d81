import type { DensityKernel, Family, LawBinding } from "@platewise/core";
import { log1pExp, logBinomial, portableLog, portableLog1p, sigmoid } from "@platewise/core";

function createKernel(law: LawBinding): DensityKernel {
  const cells = law.cells[0] as Int32Array;
  const statistics = new Float64Array(2 * law.slots);
  const p = new Float64Array(law.slots);
  return {
    kind: "density",
    statistics,
    prepare(theta) {
      for (let slot = 0; slot < law.slots; slot++) p[slot] = theta[cells[slot] as number] as number;
    },
    addLogDensity(slot, columns, { start, count, at, values }) {
      const x = columns[0] as Float64Array;
      const trials = columns[1] as Float64Array;
      const yes = portableLog(p[slot] as number);
      const no = portableLog1p(-(p[slot] as number));
      for (let i = 0; i < count; i++) {
        const k = x[start + i] as number;
        const n = trials[start + i] as number;
        if (k > n) values[at + i] = -Infinity;
        else values[at + i] = (values[at + i] as number) + (k === 0 ? 0 : k * yes) + (n === k ? 0 : (n - k) * no) + logBinomial(n, k);
      }
    },
    accumulate(slot, columns, { start, count, at, values }) {
      const x = columns[0] as Float64Array;
      const trials = columns[1] as Float64Array;
      let tried = 0;
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const r = values[at + i] as number;
        tried += r * (trials[start + i] as number);
        sum += r * (x[start + i] as number);
      }
      statistics[2 * slot] = (statistics[2 * slot] as number) + tried;
      statistics[2 * slot + 1] = (statistics[2 * slot + 1] as number) + sum;
    },
  };
}

/**
 * Binomial distribution of successes among a known number of trials (`shape.length` in the identities, a column in the
 * kernel). η = log(p/(1−p)), A(η) = n log(1 + e^η), log h(x) = log C(n, x). Statistics are (Σ n, Σ x).
 */
export const binomial: Family = {
  name: "Binomial",
  args: ["p"],
  child: "numeric",
  location: -1,
  priors: () => ["Beta"],
  argumentLength: () => 1,
  statisticsLength: () => 2,
  sufficient(_shape, x, into) {
    into[0] = x[0] as number;
  },
  natural(_shape, args, into) {
    const p = args[0]?.[0] as number;
    into[0] = portableLog(p) - portableLog1p(-p);
  },
  fromNatural(_shape, natural, into) {
    (into[0] as Float64Array)[0] = sigmoid(natural[0] as number);
  },
  logPartition: (shape, natural) => shape.length * log1pExp(natural[0] as number),
  logBase: (shape, x) => logBinomial(shape.length, x[0] as number),
  sample(shape, args, random, into) {
    into[0] = random.binomial(shape.length, args[0]?.[0] as number);
  },
  moments(shape, args, mean, covariance) {
    const p = args[0]?.[0] as number;
    mean[0] = shape.length * p;
    covariance[0] = shape.length * p * (1 - p);
  },
  createKernel,
  maximize(problem, theta) {
    return problem.atoms.flatMap((atom, index) => {
      const cell = atom.cells[0] as number;
      if (!problem.free(cell)) return [];
      const prior = problem.prior(cell);
      const [a, b] = prior ? [prior.args[0]?.[0] as number, prior.args[1]?.[0] as number] : [1, 1];
      const yes = Math.max(0, (atom.statistics[1] as number) + (a - 1));
      const no = Math.max(0, (atom.statistics[0] as number) - (atom.statistics[1] as number) + (b - 1));
      if (!(yes + no > 0)) return [{ kind: "empty" as const, cell, atom: index }];
      theta[cell] = yes / (yes + no);
      return [];
    });
  },
  expectedLogLik(_shape, atom, theta) {
    const p = theta[atom.cells[0] as number] as number;
    const [trials, yes] = [atom.statistics[0] as number, atom.statistics[1] as number];
    return (yes === 0 ? 0 : yes * portableLog(p)) + (trials === yes ? 0 : (trials - yes) * portableLog1p(-p));
  },
  perturb(context, args) {
    const p = args[0] as Float64Array;
    p[0] = 0.5 * (p[0] as number) + 0.5 * (0.05 + 0.9 * context.random.next());
  },
};
