/** Where text goes. `columns` is the width of a terminal. */
export interface OutputStream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Everything that a command touches of the world besides files: tests give their own. */
export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  /** Calls `listener` on every interrupt until the returned function is called. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Ends the process at once. */
  readonly exit: (status: number) => void;
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== "" && value !== "0" && value !== "false";

/** Whether a stream is a terminal that a person watches: not with `CI` set, nor on a dumb terminal. */
export function isLive(stream: OutputStream, env: Io["env"]): boolean {
  return stream.isTTY === true && !isSet(env.CI) && env.TERM !== "dumb";
}

/** Whether to colour what is written to a stream: only for a watched terminal, and never with `NO_COLOR`. */
export function showsColour(stream: OutputStream, env: Io["env"]): boolean {
  return isLive(stream, env) && (env.NO_COLOR === undefined || env.NO_COLOR === "");
}

/** Characters to a line: 100, or fewer where the terminal is narrower. */
export function lineWidth(stream: OutputStream): number {
  return Math.min(100, stream.isTTY && stream.columns ? stream.columns : 100);
}

/** The world of a real process; Node opens a stream when it is first asked for. */
export function processIo(): Io {
  return {
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    now: () => performance.now(),
    onInterrupt: (listener) => {
      process.on("SIGINT", listener);
      process.on("SIGTERM", listener);
      return () => {
        process.off("SIGINT", listener);
        process.off("SIGTERM", listener);
      };
    },
    exit: (status) => process.exit(status),
  };
}
