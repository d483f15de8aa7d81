// Kills the process when the main thread has not said for too long what it does next.
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

let timer;
parentPort.on("message", (name) => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    writeSync(2, `${name}: no answer within ${workerData.limit} ms\n`);
    process.kill(process.pid, "SIGKILL");
  }, workerData.limit);
});
