import type { Result } from "./result.ts";

/** Something to run for a task: a command, and how its output becomes a result (null: it printed none). */
export interface Contestant {
  readonly task: string;
  readonly name: string;
  readonly kind: "ours" | "peer" | "limit";
  readonly command: readonly string[];
  /** The files without which it can't run; one on the search path is not among them. */
  readonly needs: readonly string[];
  read(output: string): Result | null;
}
