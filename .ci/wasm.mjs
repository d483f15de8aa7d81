// A small assembler for WebAssembly modules of straight numeric loops, with 128-bit vectors. Instructions are arrays of bytes; an
// expression is the concatenation of its operands and the operator. Source: WebAssembly Core Specification 2.0, chapter 5.

/** An unsigned number in LEB128. */
const unsigned = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)]);
/** A signed one. */
const signed = (n) => (n >= -64 && n < 64 ? [n & 127] : [(n & 127) | 128, ...signed(n >> 7)]);
const sized = (bytes) => [...unsigned(bytes.length), ...bytes];
const list = (items) => [...unsigned(items.length), ...items.flat()];
const text = (name) => sized([...Buffer.from(name)]);
const section = (id, bytes) => [id, ...sized(bytes)];
const simd = (code) => [0xfd, ...unsigned(code)];
const binary = (code) => (a, b) => [...a, ...b, ...code];
const memory = (align, offset) => [align, ...unsigned(offset)];

/** Types of values. */
export const types = { i32: 0x7f, f64: 0x7c, v128: 0x7b };

/** 32-bit integers. */
export const i32 = {
  const: (n) => [0x41, ...signed(n)],
  add: binary([0x6a]),
  lt: binary([0x48]),
  ge: binary([0x4e]),
  eq: binary([0x46]),
  and: binary([0x71]),
  shl: binary([0x74]),
  shr: binary([0x75]),
  load: (at, offset = 0) => [...at, 0x28, ...memory(2, offset)],
};

const number = Buffer.alloc(8);

/** Numbers of double precision. */
export const f64 = {
  const: (x) => {
    number.writeDoubleLE(x);
    return [0x44, ...number];
  },
  add: binary([0xa0]),
  mul: binary([0xa2]),
  div: binary([0xa3]),
  gt: binary([0x64]),
  load: (at, offset = 0) => [...at, 0x2b, ...memory(3, offset)],
  store: (at, value, offset = 0) => [...at, ...value, 0x39, ...memory(3, offset)],
};

/** Pairs of them. */
export const f64x2 = {
  add: binary(simd(0xf0)),
  sub: binary(simd(0xf1)),
  mul: binary(simd(0xf2)),
  div: binary(simd(0xf3)),
  gt: binary(simd(0x4a)),
  ge: binary(simd(0x4c)),
  and: binary(simd(0x4e)),
  or: binary(simd(0x50)),
  /** The second where the first is less than it, else the first. */
  pmax: binary(simd(0xf7)),
  any: (v) => [...v, ...simd(0x53)],
  splat: (x) => [...x, ...simd(0x14)],
  lane: (v, i) => [...v, ...simd(0x21), i],
  /** The lower half of a lane's bits, as an integer. */
  lowBits: (v, i) => [...v, ...simd(0x1b), 2 * i],
  load: (at, offset = 0) => [...at, ...simd(0), ...memory(3, offset)],
  /** The number at an address, twice. */
  loadSplat: (at, offset = 0) => [...at, ...simd(10), ...memory(3, offset)],
  /** The numbers at two addresses. */
  loadBoth: (first, second) => [...second, ...first, ...simd(0x5d), ...memory(3, 0), ...simd(0x57), ...memory(3, 0), 1],
  store: (at, value, offset = 0) => [...at, ...value, ...simd(11), ...memory(3, offset)],
};

/** Control: a loop runs while `condition` holds at its end; `when` has no other branch. */
export const loop = (body, condition) => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b];
export const when = (condition, body) => [...condition, 0x04, 0x40, ...body, 0x0b];
export const leave = (value) => [...value, 0x0f];

/** A function of some parameters, all 32-bit integers; `local(type)` makes a local with `get` and `set(value)`. */
export function assemble(name, parameters, result, write) {
  const locals = [];
  const variable = (index) => ({ get: [0x20, ...unsigned(index)], set: (value) => [...value, 0x21, ...unsigned(index)] });
  const local = (type) => {
    locals.push(type);
    return variable(parameters.length + locals.length - 1);
  };
  const named = Object.fromEntries(parameters.map((parameter, i) => [parameter, variable(i)]));
  const body = write(named, local);
  const code = sized([...list(locals.map((type) => [1, type])), ...body, 0x0b]);
  const type = [0x60, ...list(parameters.map(() => [types.i32])), ...list(result ? [[result]] : [])];
  return { name, type, code };
}

/** A module of functions that share an imported memory, in base64. */
export function moduleOf(functions) {
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(functions.map(({ type }) => type))),
    ...section(2, list([[...text("host"), ...text("memory"), 2, 0, 0]])),
    ...section(3, list(functions.map((_, i) => unsigned(i)))),
    ...section(7, list(functions.map(({ name }, i) => [...text(name), 0, ...unsigned(i)]))),
    ...section(10, list(functions.map(({ code }) => code))),
  ];
  return Buffer.from(bytes).toString("base64");
}
