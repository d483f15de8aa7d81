export * from "./optimizers/objective.ts";
