import { bnEm } from "./bn-em.ts";
import { bnMle } from "./bn-mle.ts";
import { gmm1d } from "./gmm-1d.ts";
import { gmmFull } from "./gmm-full.ts";
import { hmmCat } from "./hmm-cat.ts";
import { hmmGauss } from "./hmm-gauss.ts";
import { inferenceTasks } from "./inference.ts";
import { lca } from "./lca.ts";
import type { Task } from "./task.ts";

/** Every task, in the order of the table. */
export const tasks: readonly Task[] = [gmmFull, gmm1d, lca, bnMle, bnEm, hmmGauss, hmmCat, ...inferenceTasks];
