import type { Family } from "@platewise/core";
import { log1pExp, portableLog, portableLog1p, sigmoid } from "@platewise/core";
import { countedLogs, createTableKernel, type FillLogs, maximizeCounts } from "./finite.ts";

const fillLogs: FillLogs = (theta, cell, into, at) => {
  const p = theta[cell] as number;
  into[at] = portableLog1p(-p);
  into[at + 1] = portableLog(p);
};

/** Bernoulli distribution of two states; p is the probability of the second. η = log(p/(1−p)), A(η) = log(1 + e^η). */
export const bernoulli: Family = {
  name: "Bernoulli",
  args: ["p"],
  child: "finite",
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
  logPartition: (_shape, natural) => log1pExp(natural[0] as number),
  logBase: () => 0,
  sample(_shape, args, random, into) {
    into[0] = random.next() < (args[0]?.[0] as number) ? 1 : 0;
  },
  createKernel: (law) => createTableKernel(law, fillLogs),
  maximize(problem, theta) {
    return maximizeCounts(problem, (atom, prior) => {
      const [a, b] = prior ? [prior.args[0]?.[0] as number, prior.args[1]?.[0] as number] : [1, 1];
      const ones = Math.max(0, (atom.statistics[1] as number) + (a - 1));
      const zeros = Math.max(0, (atom.statistics[0] as number) + (b - 1));
      if (!(ones + zeros > 0)) return false;
      theta[atom.cells[0] as number] = ones / (ones + zeros);
      return true;
    });
  },
  expectedLogLik(_shape, atom, theta) {
    const logs = new Float64Array(2);
    fillLogs(theta, atom.cells[0] as number, logs, 0);
    return countedLogs(atom.statistics, logs);
  },
  perturb(context, args) {
    const p = args[0] as Float64Array;
    p[0] = 0.5 * (p[0] as number) + 0.5 * (0.05 + 0.9 * context.random.next());
  },
};
