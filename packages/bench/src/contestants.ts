import { join } from "node:path";
import type { Contestant } from "./contestant.ts";
import { limits } from "./limits.ts";
import type { Locations } from "./locations.ts";
import { peers } from "./peers.ts";
import { findResult } from "./result.ts";
import type { Task } from "./tasks/task.ts";
import { tasks } from "./tasks/tasks.ts";

/** Every contestant of every task; those that this machine lacks fail when run, and say so. */
export function listContestants(places: Locations, here: string): readonly Contestant[] {
  return [...tasks.flatMap((task) => ours(here, task)), ...peers(places, tasks, here), ...limits(places)];
}

function ours(here: string, { name: task, kind }: Task): readonly Contestant[] {
  const run = join(here, "run-task.js");
  const contestant = (how: string, name: string): Contestant => ({
    task,
    name,
    kind: "ours",
    command: [process.execPath, run, task, how],
    needs: [run],
    read: findResult,
  });
  const stages = contestant("stages", "platewise");
  return kind === "fit" || kind === "loglinear" ? [stages, contestant("fit", "platewise fit()")] : [stages];
}
