/** Seconds that a job took: CPU of all threads of the process (the compiler's and the collector's included), and wall. */
export interface Taken<T> {
  readonly value: T;
  readonly cpu: number;
  readonly wall: number;
}

/** A watch that tells the seconds since it was made. */
export function createStopwatch(): () => { readonly cpu: number; readonly wall: number } {
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / 1e6, wall: Number(process.hrtime.bigint() - start) / 1e9 };
  };
}

/** Runs a job and measures it. */
export async function timed<T>(job: () => T | Promise<T>): Promise<Taken<T>> {
  const watch = createStopwatch();
  const value = await job();
  return { value, ...watch() };
}

/** The highest resident memory of the process so far, in MB (2^20 bytes). */
export const peakMemory = (): number => process.resourceUsage().maxRSS / 1024;

/** The resident memory of the process now, in MB (2^20 bytes). */
export const currentMemory = (): number => process.memoryUsage.rss() / 2 ** 20;
