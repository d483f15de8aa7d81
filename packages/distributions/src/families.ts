import type { Family } from "@platewise/core";
import { bernoulli } from "./families/bernoulli.ts";
import { binomial } from "./families/binomial.ts";
import { categorical } from "./families/categorical.ts";
import { mvNormal } from "./families/mv-normal.ts";
import { normal } from "./families/normal.ts";
import { poisson } from "./families/poisson.ts";

/** Every family that can be learned, in the order of the reference. Add one by adding a file and a line here. */
export const families: readonly Family[] = [bernoulli, binomial, categorical, poisson, normal, mvNormal];
