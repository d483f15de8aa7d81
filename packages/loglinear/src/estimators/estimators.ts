import { loopy, meanField } from "./approximate.ts";
import type { Estimator } from "./estimator.ts";
import { gradient } from "./gradient.ts";
import { composite, pseudo } from "./local.ts";
import { newton } from "./newton.ts";
import { cd, pcd } from "./sampled.ts";
import { gis, ipf } from "./scaling.ts";

/** The ways to estimate a network's weights. */
export const estimators: readonly Estimator[] = [gradient, newton, ipf, gis, cd, pcd, pseudo, composite, loopy, meanField];
