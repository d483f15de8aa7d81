import { join } from "node:path";
import type { Contestant } from "./contestant.ts";
import type { Locations } from "./locations.ts";
import { findResult, type Result } from "./result.ts";
import { crf, ITERATIONS, PENALTY } from "./tasks/crf.ts";
import type { Task } from "./tasks/task.ts";

type Runner = (task: string, name: string, ...args: readonly string[]) => Contestant;

/** Iterations of EM that libDAI runs, of which every one costs the same: all ten would take a minute. */
const DAI_ITERATIONS = 2;

function inPython(folder: string, file: string): Runner {
  const python = join(folder, "venv", "bin", "python");
  const runner = join(folder, "runners", file);
  return (task, name, ...args) => ({
    task,
    name,
    kind: "peer",
    command: [python, runner, ...args],
    needs: [python, runner],
    read: findResult,
  });
}

function inR(folder: string): Runner {
  const runner = join(folder, "runners", "r_peer.R");
  return (task, name, ...args) => ({ task, name, kind: "peer", command: ["Rscript", runner, ...args], needs: [runner], read: findResult });
}

/** libDAI's log-likelihood is that before its last M-step, so it can't be compared after fewer iterations than ours. */
function readShortRun(output: string): Result | null {
  const result = findResult(output);
  return result && { ...result, ll: null, notes: `JTREE HUGIN, ${DAI_ITERATIONS} of the 10 iterations` };
}

function libDai({ data }: Locations, folder: string, tasks: readonly Task[]): readonly Contestant[] {
  const program = join(folder, "bin", "dai_peer");
  const shape = { name: "libDAI", kind: "peer" } as const;
  const dump = (name: string): string => join(data, `${name}.txt`);
  const em = ["em", dump("bn_em"), String(DAI_ITERATIONS)];
  const runs = tasks.flatMap((task): readonly Contestant[] => {
    if (task.kind !== "inference") return [];
    const args = ["inf", dump(task.network), task.network, String(task.repetitions)];
    return [{ ...shape, task: task.name, command: [program, ...args], needs: [program, dump(task.network)], read: findResult }];
  });
  return [{ ...shape, task: "bn-em", command: [program, ...em], needs: [program, dump("bn_em")], read: readShortRun }, ...runs];
}

/** SciPy counts its gradients; the task is the whole fit. */
function readWholeFit(output: string): Result | null {
  const result = findResult(output);
  return result && { ...result, iters: 1, notes: `${result.iters} gradients; ${result.notes}` };
}

function undirected({ data }: Locations, folder: string, here: string): readonly Contestant[] {
  const program = join(folder, "bin", "dai_peer");
  const runner = join(here, "..", "runners", "crfsuite_peer.py");
  const python = join(folder, "venv", "bin", "python");
  const corpus = join(data, crf.data);
  const crfsuite = [python, runner, corpus, String(PENALTY), String(ITERATIONS)];
  return [
    { ...inPython(folder, "numpy_ref.py")("potts", "NumPy and SciPy", "potts"), read: readWholeFit },
    { task: "potts-grad", name: "libDAI", kind: "peer", command: [program, "potts", "2000"], needs: [program], read: findResult },
    inR(folder)("ctable", "R's loglin", "ctable"),
    inPython(folder, "numpy_ref.py")("ctable", "NumPy", "ctable"),
    { task: "crf", name: "CRFsuite", kind: "peer", command: crfsuite, needs: [python, runner, corpus], read: findResult },
  ];
}

/** Other programs that do the same tasks, run by the runners in the folder of the peers, or beside `here` in this package; none without that folder. */
export function peers(places: Locations, tasks: readonly Task[], here: string): readonly Contestant[] {
  const folder = places.peers;
  if (folder === null) return [];
  const numpy = inPython(folder, "numpy_ref.py");
  const r = inR(folder);
  const hmmlearn = inPython(folder, "hmmlearn_peer.py");
  return [
    numpy("gmm-full", "NumPy", "gmm_full"),
    inPython(folder, "sklearn_peer.py")("gmm-full", "scikit-learn", "gmm_full"),
    numpy("gmm-1d", "NumPy", "gmm_1d"),
    r("gmm-1d", "mclust", "gmm_1d"),
    numpy("lca", "NumPy, rows collapsed", "lca_dedup"),
    numpy("bn-mle", "NumPy", "bn_mle"),
    r("bn-mle", "bnlearn", "bn_mle"),
    numpy("bn-em", "NumPy, junction tree", "bn_em"),
    numpy("hmm-gauss", "numba", "hmm_gauss"),
    hmmlearn("hmm-gauss", "hmmlearn", "hmm_gauss", "scaling"),
    numpy("hmm-cat", "numba", "hmm_cat"),
    hmmlearn("hmm-cat", "hmmlearn", "hmm_cat", "scaling"),
    ...tasks.flatMap((task) => (task.kind === "inference" ? [numpy(task.name, "NumPy, junction tree", `inference:${task.network}`)] : [])),
    ...libDai(places, folder, tasks),
    ...undirected(places, folder, here),
  ];
}
