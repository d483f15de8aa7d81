import type { PriorFamily } from "@platewise/core";
import { dirichletPrior } from "./priors/dirichlet.ts";
import { inverseWishartPrior } from "./priors/inverse-wishart.ts";
import { betaPrior, gammaPrior, inverseGammaPrior, normalPrior } from "./priors/scalar.ts";

/** Every law that a parameter may have as its prior. Which argument takes which is said by the families. */
export const priorFamilies: readonly PriorFamily[] = [
  betaPrior,
  dirichletPrior,
  inverseWishartPrior,
  gammaPrior,
  inverseGammaPrior,
  normalPrior,
];
