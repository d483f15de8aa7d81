import { gradientDescent } from "./gradient-descent.ts";
import { lbfgs } from "./lbfgs.ts";
import { newton } from "./newton.ts";
import type { Optimizer } from "./optimizer.ts";
import { owlqn } from "./owlqn.ts";

/** Every method of minimisation; the names are unique. */
export const optimizers: readonly Optimizer[] = [lbfgs, owlqn, newton, gradientDescent];
