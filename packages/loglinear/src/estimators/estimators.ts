import type { Estimator } from "./estimator.ts";
import { gradient } from "./gradient.ts";
import { composite, pseudo } from "./local.ts";
import { newton } from "./newton.ts";
import { gis, ipf } from "./scaling.ts";

/** The ways to estimate a network's weights. */
export const estimators: readonly Estimator[] = [gradient, newton, ipf, gis, pseudo, composite];
