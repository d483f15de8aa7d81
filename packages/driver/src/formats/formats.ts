import { type Diagnostic, diagnostic, failure, nearestName, type Outcome, success } from "@platewise/core";
import { bif } from "./bif.ts";
import { fg } from "./fg.ts";
import { net } from "./net.ts";
import type { NetworkFormat } from "./network-format.ts";
import { uai } from "./uai.ts";
import { xmlbif } from "./xmlbif.ts";

/** Every format of networks. */
export const networkFormats: readonly NetworkFormat[] = [bif, xmlbif, uai, net, fg];

/** A format by its name or by an ending of files. */
export function findFormat(word: string, formats: readonly NetworkFormat[] = networkFormats): Outcome<NetworkFormat> {
  const lower = word.toLowerCase();
  const found = formats.find(({ name }) => name === lower) ?? formats.find(({ extensions }) => extensions.includes(lower));
  if (found) return success(found);
  const known = formats.map(({ name }) => name);
  return failure([diagnostic("network-format", { name: word, known, near: nearestName(lower, known), option: null }) as Diagnostic]);
}
