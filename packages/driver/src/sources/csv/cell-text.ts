import type { CellScanner } from "./cell-scanner.ts";

const SHORT = 64;

/** Turns bytes into text; `fatal` throws on bytes that are not UTF-8. */
export interface CellDecoder {
  readonly strict: InstanceType<typeof TextDecoder>;
  readonly lenient: InstanceType<typeof TextDecoder>;
}

/** A decoder for the cells of one file. */
export function createCellDecoder(): CellDecoder {
  return { strict: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }), lenient: new TextDecoder("utf-8", { ignoreBOM: true }) };
}

/** The text of the last cell, doubled quotes made single; null where its bytes are not UTF-8. */
export function cellText(decoder: CellDecoder, scanner: CellScanner): string | null {
  const { bytes, start, end } = scanner;
  const raw = asciiText(bytes, start, end) ?? strictText(decoder, bytes.subarray(start, end));
  return raw !== null && scanner.escaped ? raw.replaceAll('""', '"') : raw;
}

/** As `cellText`, with a replacement character for each byte that is not UTF-8. */
export function lenientCellText(decoder: CellDecoder, scanner: CellScanner): string {
  return decoder.lenient.decode(scanner.bytes.subarray(scanner.start, scanner.end));
}

function strictText(decoder: CellDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.strict.decode(bytes);
  } catch {
    return null;
  }
}

/** The text of a short run of ASCII bytes, or null. */
function asciiText(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start > SHORT) return null;
  let text = "";
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i]!;
    if (byte > 127) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}
