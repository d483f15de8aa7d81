export {
  countJointStates,
  createEnumeration,
  ENUMERATION_LIMIT,
  type EnumeratedNetwork,
  type Enumeration,
  type EnumerationAnswer,
  type EnumerationRequest,
  enumerateNetwork,
} from "./approximate/enumeration.ts";
export * from "./approximate/loopy-belief-propagation.ts";
export * from "./approximate/mean-field.ts";
export { findStateStarts, openCase, type RowCase, rowCase } from "./approximate/row-case.ts";
export * from "./approximate/row-engine.ts";
export * from "./estimators/estimator.ts";
export * from "./estimators/estimators.ts";
export * from "./expectations/network-problem.ts";
export * from "./expectations/phase.ts";
export { canonicalForm } from "./learn/canonical-form.ts";
export * from "./learn/cells.ts";
export { type AnnealedLogZ, annealLogZ, type EstimatedLogZ } from "./learn/estimate-log-z.ts";
export type * from "./learn/identified.ts";
export * from "./learn/learn-network.ts";
export * from "./learn/moments.ts";
export * from "./learn/penalty.ts";
export type { BlockFactor } from "./local/block-factor.ts";
export * from "./local/composite-likelihood.ts";
export * from "./local/contrastive-divergence.ts";
export type * from "./local/expectation-source.ts";
export * from "./local/feature-bounds.ts";
export * from "./local/gis.ts";
export * from "./local/ipf.ts";
export type { BlockPart, LocalBlock } from "./local/local-block.ts";
export * from "./local/local-information.ts";
export * from "./local/local-likelihood.ts";
export * from "./local/observed-counts.ts";
export * from "./local/pseudo-likelihood.ts";
export type { ScalingProblem } from "./local/scaling.ts";
export * from "./local/stochastic-ascent.ts";
export { gradientDescent } from "./optimizers/gradient-descent.ts";
export { lbfgs } from "./optimizers/lbfgs.ts";
export { newton } from "./optimizers/newton.ts";
export * from "./optimizers/objective.ts";
export * from "./optimizers/optimizer.ts";
export * from "./optimizers/optimizers.ts";
export { owlqn } from "./optimizers/owlqn.ts";
export * from "./sampling/annealed-importance-sampling.ts";
export type { AnnealingBase } from "./sampling/annealing-base.ts";
export * from "./sampling/chain-counts.ts";
export * from "./sampling/chains.ts";
export { colourVariables } from "./sampling/colour-variables.ts";
export * from "./sampling/conditional-log-weights.ts";
export * from "./sampling/gibbs.ts";
export * from "./sampling/running-counts.ts";
export * from "./tables/ipf-table.ts";
export { rankOfMargins } from "./tables/rank-of-margins.ts";
export * from "./tables/table-statistics.ts";
