import { bnMle } from "./bn-mle.ts";
import { gmm1d } from "./gmm-1d.ts";
import { gmmFull } from "./gmm-full.ts";
import { lca } from "./lca.ts";
import type { Task } from "./task.ts";

/** Every task, in the order of the table. */
export const tasks: readonly Task[] = [gmmFull, gmm1d, lca, bnMle];
