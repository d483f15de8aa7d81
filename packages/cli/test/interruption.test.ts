import { expect, test } from "vitest";
import { listenForInterrupts } from "../src/interruption.ts";
import type { Io } from "../src/io.ts";

function listening(data: string) {
  const happened: string[] = [];
  let interrupt = (): void => undefined;
  const io = {
    onInterrupt: (listener: () => void) => {
      interrupt = listener;
      return () => happened.push("ended");
    },
    exit: (status: number) => happened.push(`exit ${status}`),
  } as unknown as Io;
  const interruption = listenForInterrupts(io, { "the model": "model.pgm", "the data": data }, () => happened.push("cleaned up"));
  return { happened, interruption, interrupt: () => interrupt() };
}

test("while standard input is read, an interrupt ends the process", () => {
  const { happened, interruption, interrupt } = listening("-");
  interrupt();
  expect(happened).toEqual(["cleaned up", "exit 130"]);
  expect(interruption.signal.aborted).toBe(false);
});

test.each(["rows.csv", "-"])("else the first interrupt stops the work, and the second ends the process (%s)", (data) => {
  const { happened, interruption, interrupt } = listening(data);
  if (data === "-") interruption.begin();
  interrupt();
  expect({ happened, aborted: interruption.signal.aborted }).toEqual({ happened: [], aborted: true });
  interrupt();
  expect(happened).toEqual(["cleaned up", "exit 130"]);
});
