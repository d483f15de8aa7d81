import { type Room, roomIn } from "./room.ts";

/** What is used of WebAssembly and of decoding, which the language's own library does not declare. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};
declare const atob: (text: string) => string;

/** Functions of a module of vector code by name, the memory that they work on, and its room; all arguments are addresses and counts. */
export interface VectorCode {
  readonly functions: Readonly<Record<string, (...numbers: number[]) => number>>;
  readonly buffer: ArrayBuffer;
  readonly room: Room;
}

const PAGE = 1 << 16;
/** Bytes above which addresses may not fit. */
const LARGEST = 1 << 30;

/**
 * Compiles a WebAssembly module, given in base64, on a memory of its own of at least so many bytes. Null where the host has no vector
 * code or forbids it, and for more memory than addresses reach: plain loops have the same results.
 */
export function compileVectors(text: string, bytes: number): VectorCode | null {
  if (bytes > LARGEST) return null;
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    const module = new WebAssembly.Module(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
    const functions = new WebAssembly.Instance(module, { host: { memory } }).exports as VectorCode["functions"];
    return { functions, buffer: memory.buffer, room: roomIn(memory.buffer) };
  } catch {
    return null;
  }
}
