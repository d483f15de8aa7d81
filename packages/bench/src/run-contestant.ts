import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Contestant } from "./contestant.ts";
import type { Locations } from "./locations.ts";
import { NOT_YET, type Result } from "./result.ts";

/** A result, or why there is none. */
export type Attempt = { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly reason: string };

const oneThread = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BENCH_THREADS"];

function environmentOf(places: Locations): NodeJS.ProcessEnv {
  const threads = Object.fromEntries(oneThread.map((name) => [name, "1"]));
  const peers = places.peers === null ? {} : { PEERS_ROOT: places.peers, BENCH_NETS: process.env.BENCH_NETS ?? join(places.peers, "nets") };
  return { ...process.env, ...threads, ...peers, BENCH_DATA: places.data, BENCH_INIT: places.init, LIMIT_CPU: "1" };
}

/** Why an output has no result: the refusal of the model, the signal that ended the program, else its last line that names an error. */
export function reasonOf(name: string, output: string, signal: string | null): string {
  const lines = output
    .trim()
    .split("\n")
    .map((line) => line.trim());
  const last = lines.at(-1) ?? "";
  if (last.startsWith(NOT_YET)) return last;
  if (signal !== null) return `${name} was ended by ${signal}`;
  return `${name} gave no result: ${lines.findLast((line) => line.includes("Error")) ?? last}`;
}

/** Runs a contestant in a process of its own and waits for it. Never rejects: what goes wrong is the reason. */
export function runContestant(contestant: Contestant, places: Locations): Promise<Attempt> {
  const { command, needs, name } = contestant;
  if (!needs.every((file) => existsSync(file))) return Promise.resolve({ ok: false, reason: `${name} is not on this machine` });
  const [program = "", ...args] = command;
  return new Promise((settle) => {
    let output = "";
    const child = spawn(program, args, { env: environmentOf(places) });
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (error) => settle({ ok: false, reason: `${name} could not be started: ${error.message}` }));
    child.on("close", (_code, signal) => {
      const result = contestant.read(output);
      settle(result === null ? { ok: false, reason: reasonOf(name, output, signal) } : { ok: true, result });
    });
  });
}
