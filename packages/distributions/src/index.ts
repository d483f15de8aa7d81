export { bernoulli } from "./families/bernoulli.ts";
export { binomial } from "./families/binomial.ts";
export { categorical } from "./families/categorical.ts";
export { mvNormal } from "./families/mv-normal.ts";
export { normal } from "./families/normal.ts";
export { poisson } from "./families/poisson.ts";
export { families } from "./families.ts";
export { priorFamilies } from "./priors.ts";
