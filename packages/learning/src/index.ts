export * from "./canonical-order.ts";
export * from "./estimation-blocks.ts";
export * from "./learn.ts";
export * from "./problem.ts";
export { refuseHopeless } from "./refuse-hopeless.ts";
export { refuseValues } from "./refuse-values.ts";
export * from "./run.ts";
export * from "./start.ts";
export * from "./symmetry.ts";
