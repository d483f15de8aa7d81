/** Seconds that a job took: CPU of all threads of the process (the compiler's and the collector's included), and wall. */
export interface Taken<T> {
  readonly value: T;
  readonly cpu: number;
  readonly wall: number;
}

/** Runs a job and measures it. */
export async function timed<T>(job: () => T | Promise<T>): Promise<Taken<T>> {
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  const value = await job();
  const { user, system } = process.cpuUsage(before);
  return { value, cpu: (user + system) / 1e6, wall: Number(process.hrtime.bigint() - start) / 1e9 };
}

/** The highest resident memory of the process so far, in MB (2^20 bytes). */
export const peakMemory = (): number => process.resourceUsage().maxRSS / 1024;

/** The resident memory of the process now, in MB (2^20 bytes). */
export const currentMemory = (): number => process.memoryUsage.rss() / 2 ** 20;
