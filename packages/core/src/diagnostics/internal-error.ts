/** A broken invariant: our bug, never the user's mistake. Command-line programs exit with status 3. */
export class InternalError extends Error {
  override readonly name = "InternalError";

  constructor(message: string) {
    super(`${message} (this is our bug: please report it)`);
  }
}
