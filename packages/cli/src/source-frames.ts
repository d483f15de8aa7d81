import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";

/** `at name (file:///…/chunk.js:1:200)`, with or without the name. */
const FRAME = /^at (?:.* \()?(file:\S+\.m?js):(\d+):(\d+)\)?$/;

/**
 * The frames of a stack trace, each of which begins with `at`, by their places in the sources: those that are in a bundle with a
 * source map beside it. Names are left out there, since bundles shorten them. Other frames stay as they are.
 */
export function sourceFrames(frames: readonly string[]): readonly string[] {
  const maps = new Map<string, SourceMap | null>();
  return frames.map((frame) => {
    const [, url, line, column] = FRAME.exec(frame) ?? [];
    if (url === undefined) return frame;
    if (!maps.has(url)) maps.set(url, readMap(url));
    const found = maps.get(url)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (found === undefined || !("originalSource" in found)) return frame;
    return `at ${found.originalSource.replace(/^(\.\.\/)+/, "")}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  });
}

/** The source map beside a bundle; null where there is none that can be read. */
function readMap(url: string): SourceMap | null {
  try {
    const path = `${fileURLToPath(url)}.map`;
    return existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, "utf8")) as SourceMapPayload) : null;
  } catch {
    return null;
  }
}
