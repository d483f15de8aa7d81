import { bnEm } from "./bn-em.ts";
import { bnMle } from "./bn-mle.ts";
import { crf } from "./crf.ts";
import { ctable } from "./ctable.ts";
import { gmm1d } from "./gmm-1d.ts";
import { gmmFull } from "./gmm-full.ts";
import { hmmCat } from "./hmm-cat.ts";
import { hmmGauss } from "./hmm-gauss.ts";
import { inferenceTasks } from "./inference.ts";
import { lca } from "./lca.ts";
import { potts, pottsGrad } from "./potts.ts";
import type { Task } from "./task.ts";

/** Every task, in the order of the table. */
export const tasks: readonly Task[] = [
  gmmFull,
  gmm1d,
  lca,
  bnMle,
  bnEm,
  hmmGauss,
  hmmCat,
  ...inferenceTasks,
  potts,
  pottsGrad,
  ctable,
  crf,
];
