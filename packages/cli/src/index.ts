export { type Io, type OutputStream, processIo } from "./io.ts";
export { run } from "./run.ts";
