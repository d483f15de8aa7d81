import { readdirSync, readFileSync } from "node:fs";

/** A file of a network, for tests to read. */
export interface NetworkFile {
  readonly name: string;
  readonly text: string;
}

const home = new URL("../fixtures/networks/", import.meta.url);

/** The file of a name in the folder of fixtures. */
export const networkFile = (name: string): NetworkFile => ({ name, text: readFileSync(new URL(name, home), "utf8") });

/** Every network in the folder of fixtures. */
export const networkFiles: readonly NetworkFile[] = readdirSync(home)
  .filter((name) => !name.endsWith(".md"))
  .sort()
  .map(networkFile);
