import type { Family } from "@platewise/core";
import { logSumExp, portableExp, portableLog } from "@platewise/core";
import { countedLogs, createTableKernel, type FillLogs, maximizeCounts, totalCount } from "./finite.ts";

const fillLogs =
  (length: number): FillLogs =>
  (theta, cell, into, at) => {
    for (let x = 0; x < length; x++) into[at + x] = portableLog(theta[cell + x] as number);
  };

/**
 * Categorical distribution over states 0 … length−1. Natural parameters η_x = log(p_x / p_last) for all but the last state;
 * A(η) = log(1 + Σ exp η). Source: Wainwright & Jordan, Foundations and Trends in ML 1 (2008), section 3.
 */
export const categorical: Family = {
  name: "Categorical",
  args: ["p"],
  child: "finite",
  location: -1,
  priors: () => ["Dirichlet"],
  argumentLength: (shape) => shape.length,
  statisticsLength: (shape) => shape.length,
  sufficient(shape, x, into) {
    for (let k = 0; k < shape.length - 1; k++) into[k] = x[0] === k ? 1 : 0;
  },
  natural(shape, args, into) {
    const p = args[0] as Float64Array;
    const last = portableLog(p[shape.length - 1] as number);
    for (let k = 0; k < shape.length - 1; k++) into[k] = portableLog(p[k] as number) - last;
  },
  fromNatural(shape, natural, into) {
    const p = into[0] as Float64Array;
    const a = categorical.logPartition(shape, natural);
    for (let k = 0; k < shape.length - 1; k++) p[k] = portableExp((natural[k] as number) - a);
    p[shape.length - 1] = portableExp(-a);
  },
  logPartition(shape, natural) {
    const terms = new Float64Array(shape.length);
    for (let k = 0; k < shape.length - 1; k++) terms[k] = natural[k] as number;
    return logSumExp(terms, 0, shape.length);
  },
  logBase: () => 0,
  sample(shape, args, random, into) {
    into[0] = random.categorical(args[0] as Float64Array, 0, shape.length);
  },
  createKernel: (law) => createTableKernel(law, fillLogs(law.shape.length)),
  maximize(problem, theta) {
    return maximizeCounts(problem, (atom, prior) => {
      const alpha = prior?.args[0];
      const { statistics } = atom;
      const cell = atom.cells[0] as number;
      let total = 0;
      for (let x = 0; x < statistics.length; x++) total += Math.max(0, (statistics[x] as number) + (alpha ? (alpha[x] as number) - 1 : 0));
      if (!(total > 0)) return false;
      for (let x = 0; x < statistics.length; x++) {
        const mass = Math.max(0, (statistics[x] as number) + (alpha ? (alpha[x] as number) - 1 : 0));
        theta[cell + x] = mass / total;
      }
      return true;
    });
  },
  expectedLogLik(shape, atom, theta) {
    const logs = new Float64Array(shape.length);
    fillLogs(shape.length)(theta, atom.cells[0] as number, logs, 0);
    return totalCount(atom) > 0 ? countedLogs(atom.statistics, logs) : 0;
  },
  perturb(context, args) {
    const p = args[0] as Float64Array;
    const noise = new Float64Array(p.length);
    context.random.dirichlet(new Float64Array(p.length).fill(1), noise);
    for (let x = 0; x < p.length; x++) p[x] = 0.5 * (p[x] as number) + 0.5 * (noise[x] as number);
  },
};
