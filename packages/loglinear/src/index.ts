export * from "./expectations/network-problem.ts";
export * from "./expectations/phase.ts";
export { gradientDescent } from "./optimizers/gradient-descent.ts";
export { lbfgs } from "./optimizers/lbfgs.ts";
export { newton } from "./optimizers/newton.ts";
export * from "./optimizers/objective.ts";
export * from "./optimizers/optimizer.ts";
export * from "./optimizers/optimizers.ts";
export { owlqn } from "./optimizers/owlqn.ts";
