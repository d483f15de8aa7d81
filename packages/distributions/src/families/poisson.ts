import type { DensityKernel, Family, LawBinding } from "@platewise/core";
import { logFactorial, portableExp, portableLog } from "@platewise/core";

function createKernel(law: LawBinding): DensityKernel {
  const cells = law.cells[0] as Int32Array;
  const statistics = new Float64Array(2 * law.slots);
  const rates = new Float64Array(law.slots);
  return {
    kind: "density",
    statistics,
    prepare(theta) {
      for (let slot = 0; slot < law.slots; slot++) rates[slot] = theta[cells[slot] as number] as number;
    },
    addLogDensity(slot, columns, { start, count, at, values }) {
      const x = columns[0] as Float64Array;
      const rate = rates[slot] as number;
      const logRate = portableLog(rate);
      for (let i = 0; i < count; i++) {
        const k = x[start + i] as number;
        values[at + i] = (values[at + i] as number) + (k === 0 ? 0 : k * logRate) - rate - logFactorial(k);
      }
    },
    accumulate(slot, columns, { start, count, at, values }) {
      const x = columns[0] as Float64Array;
      let weight = 0;
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const r = values[at + i] as number;
        weight += r;
        sum += r * (x[start + i] as number);
      }
      statistics[2 * slot] = (statistics[2 * slot] as number) + weight;
      statistics[2 * slot + 1] = (statistics[2 * slot + 1] as number) + sum;
    },
  };
}

/** Poisson distribution of counts. η = log rate, A(η) = e^η, log h(x) = −log x!. The prior of a rate is `Gamma(shape, rate)`. */
export const poisson: Family = {
  name: "Poisson",
  args: ["rate"],
  child: "numeric",
  location: -1,
  priors: () => ["Gamma"],
  argumentLength: () => 1,
  statisticsLength: () => 2,
  sufficient(_shape, x, into) {
    into[0] = x[0] as number;
  },
  natural(_shape, args, into) {
    into[0] = portableLog(args[0]?.[0] as number);
  },
  fromNatural(_shape, natural, into) {
    (into[0] as Float64Array)[0] = portableExp(natural[0] as number);
  },
  logPartition: (_shape, natural) => portableExp(natural[0] as number),
  logBase: (_shape, x) => -logFactorial(x[0] as number),
  sample(_shape, args, random, into) {
    into[0] = random.poisson(args[0]?.[0] as number);
  },
  moments(_shape, args, mean, covariance) {
    mean[0] = args[0]?.[0] as number;
    covariance[0] = mean[0];
  },
  createKernel,
  maximize(problem, theta) {
    return problem.atoms.flatMap((atom, index) => {
      const cell = atom.cells[0] as number;
      if (!problem.free(cell)) return [];
      const prior = problem.prior(cell);
      const [shape, rate] = prior ? [prior.args[0]?.[0] as number, prior.args[1]?.[0] as number] : [1, 0];
      const weight = (atom.statistics[0] as number) + rate;
      if (!(weight > 0)) return [{ kind: "empty" as const, cell, atom: index }];
      theta[cell] = Math.max(0, (atom.statistics[1] as number) + (shape - 1)) / weight;
      return [];
    });
  },
  expectedLogLik(_shape, atom, theta) {
    const rate = theta[atom.cells[0] as number] as number;
    const sum = atom.statistics[1] as number;
    return (sum === 0 ? 0 : sum * portableLog(rate)) - (atom.statistics[0] as number) * rate;
  },
  perturb(context, args) {
    const rate = args[0] as Float64Array;
    rate[0] = 0.5 * (rate[0] as number) + 0.5 * ((context.row[0] as number) + 0.1) * (0.5 + context.random.next());
  },
};
