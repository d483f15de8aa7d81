export { readDataFile } from "./read-data-file.ts";
