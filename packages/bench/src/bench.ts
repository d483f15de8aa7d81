import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Contestant } from "./contestant.ts";
import { listContestants } from "./contestants.ts";
import { findLocations, type Locations } from "./locations.ts";
import { circumstances, writeReport } from "./report.ts";
import { type Attempt, runContestant } from "./run-contestant.ts";
import { scaledPeers } from "./scaled-peers.ts";
import { type Standing, scaleMissing, standingOf } from "./standings.ts";
import { standingsTable, targetsTable } from "./tables.ts";
import { listTargets } from "./targets.ts";
import { tasks } from "./tasks/tasks.ts";

// `bench.js [TASK…] [--rounds N]`: every contestant of every task, one after the other, round by round.

const here = dirname(fileURLToPath(import.meta.url));
const names = tasks.map((task) => task.name);

function describeAttempt({ task, name }: Contestant, attempt: Attempt): string {
  if (!attempt.ok) return `${task}: ${attempt.reason}`;
  const { cpu_s, iters, notes } = attempt.result;
  return `${task}: ${name} ${((cpu_s / Math.max(1, iters)) * 1e3).toFixed(2)} ms of CPU per iteration (${notes})`;
}

/** Runs everything `rounds` times; a contestant without a result is not tried again. */
async function runRounds(contestants: readonly Contestant[], places: Locations, rounds: number): Promise<readonly Standing[]> {
  const attempts = new Map<Contestant, Attempt[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const [contestant, known] of attempts) {
      if (known.some((attempt) => !attempt.ok)) continue;
      const attempt = await runContestant(contestant, places);
      known.push(attempt);
      console.error(`${round}/${rounds} ${describeAttempt(contestant, attempt)}`);
    }
  }
  return [...attempts].map(([contestant, known]) => standingOf(contestant, known));
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: "string", default: "3" } } });
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`there is no task ${unknown}; the tasks are ${names.join(", ")}`);
  const places = findLocations(process.env);
  const wanted = positionals.length === 0 ? names : positionals;
  const all = listContestants(places, here);
  const chosen = wanted.flatMap((name) => tasks.filter((task) => task.name === name));
  for (const task of chosen) if (task.kind === "loglinear") task.prepare?.(join(places.data, task.data));
  const contestants = chosen.flatMap(({ name }) => all.filter((contestant) => contestant.task === name));
  const rounds = Number(values.rounds);
  const standings = scaleMissing(await runRounds(contestants, places, rounds), scaledPeers);
  console.log(standingsTable(standings));
  const targets = listTargets(standings, chosen);
  console.log(`\n${targetsTable(targets)}`);
  if (positionals.length > 0) return;
  writeFileSync(join(here, "..", "RESULTS.md"), writeReport(standings, targets, circumstances(rounds)));
}

await main();
