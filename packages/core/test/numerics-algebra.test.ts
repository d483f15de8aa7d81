import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as core from "../src/numerics/index.ts";

interface Square {
  readonly n: number;
  readonly values: readonly number[];
}

const square = fc.integer({ min: 1, max: 7 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    values: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: n * n, maxLength: n * n }),
  }),
);

/** B Bᵀ + I: positive definite, with eigenvalues of at least one. */
function positiveDefinite({ n, values }: Square): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const i = Math.floor(at / n);
    const j = at % n;
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k++) sum += (values[i * n + k] as number) * (values[j * n + k] as number);
    return sum;
  });
}

function multiply(a: Float64Array, b: Float64Array, n: number): number[] {
  return Array.from({ length: n * n }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (a[Math.floor(at / n) * n + k] as number) * (b[k * n + (at % n)] as number);
    return sum;
  });
}

function transpose(a: Float64Array, n: number): Float64Array {
  return a.map((_, at) => a[(at % n) * n + Math.floor(at / n)] as number);
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, digits = 9): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(found[i]).toBeCloseTo(expected[i] as number, digits);
}

function identity(n: number): number[] {
  return Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
}

/** The matrix's factor, made at offset 2 of one array from offset 1 of another. */
function factor(matrix: Float64Array, n: number): Float64Array {
  const source = new Float64Array(n * n + 1).fill(NaN);
  source.set(matrix, 1);
  const into = new Float64Array(n * n + 3).fill(-7);
  expect(core.cholesky(source, 1, n, into, 2)).toBe(true);
  expect([into[0], into[1], into[n * n + 2]]).toEqual([-7, -7, -7]);
  return into.slice(2, n * n + 2);
}

describe("cholesky", () => {
  test("L Lᵀ is the matrix, in place too", () => {
    fc.assert(
      fc.property(square, (given) => {
        const { n } = given;
        const matrix = positiveDefinite(given);
        const lower = factor(matrix, n);
        expectClose(multiply(lower, transpose(lower, n), n), matrix);
        core.cholesky(matrix, 0, n, matrix, 0);
        expect(matrix).toEqual(lower);
      }),
    );
  });

  test("refuses what is not positive definite", () => {
    const into = new Float64Array(9);
    const refused = [
      [1, 2, 2, 1],
      [0, 0, 0, 0],
      [-1, 0, 0, 1],
      [1, 0, 0, NaN],
      [Infinity, 0, 0, 1],
    ];
    for (const matrix of refused) expect(core.cholesky(Float64Array.from(matrix), 0, 2, into, 0)).toBe(false);
  });

  test("refuses the moments of collinear columns, whatever their scale", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 3, maxLength: 8 }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        (column, scale) => {
          const a = column.reduce((sum, x) => sum + x * x, 0);
          const matrix = Float64Array.of(a, a * scale, a * scale, a * scale * scale);
          expect(core.cholesky(matrix, 0, 2, matrix, 0)).toBe(false);
        },
      ),
    );
  });
});

describe("from the factor", () => {
  test("inverses, solutions and determinant", () => {
    fc.assert(
      fc.property(square, (given) => {
        const { n } = given;
        const matrix = positiveDefinite(given);
        const lower = factor(matrix, n);
        const inverseLower = new Float64Array(n * n);
        core.invertLower(lower, 0, n, inverseLower, 0);
        expectClose(multiply(lower, inverseLower, n), identity(n));
        const inverse = Float64Array.from(lower);
        core.choleskyInverse(inverse, 0, n, inverse, 0);
        expectClose(multiply(matrix, inverse, n), identity(n));
        expect(transpose(inverse, n)).toEqual(inverse);

        const b = Float64Array.from({ length: n + 1 }, (_, i) => i - 2);
        const x = Float64Array.from(b);
        core.solveLower(lower, 0, n, x, 1);
        core.solveLowerTransposed(lower, 0, n, x, 1);
        const back = Array.from({ length: n }, (_, i) => {
          let sum = 0;
          for (let k = 0; k < n; k++) sum += (matrix[i * n + k] as number) * (x[k + 1] as number);
          return sum;
        });
        expectClose(back, b.subarray(1));
        expect(x[0]).toBe(-2);

        const eigenvalues = new Float64Array(n);
        core.symmetricEigenvalues(matrix, 0, n, new Float64Array(n * n), eigenvalues);
        const logs = eigenvalues.reduce((sum, value) => sum + Math.log(value), 0);
        expect(core.logDeterminantFromCholesky(lower, 0, n)).toBeCloseTo(logs, 9);
      }),
    );
  });

  test("invertLower works in place", () => {
    const lower = Float64Array.of(2, 0, 1, 4);
    core.invertLower(lower, 0, 2, lower, 0);
    expect([...lower]).toEqual([0.5, 0, -0.125, 0.25]);
  });
});

describe("eigenvalues", () => {
  test("of the path graph's Laplacian: 2 - 2 cos(π k / n)", () => {
    for (const n of [1, 2, 5, 16, 64]) {
      const matrix = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        matrix[i * n + i] = (i > 0 ? 1 : 0) + (i < n - 1 ? 1 : 0);
        if (i > 0) matrix[i * n + i - 1] = -1;
      }
      const found = new Float64Array(n);
      core.symmetricEigenvalues(matrix, 0, n, new Float64Array(n * n), found);
      expectClose(
        found,
        Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos((Math.PI * k) / n)),
        12,
      );
    }
  });

  test("sum to the trace, sum of squares to the squared norm; the smallest comes first", () => {
    fc.assert(
      fc.property(square, ({ n, values }) => {
        const matrix = Float64Array.from(values, (_, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          return values[Math.max(i, j) * n + Math.min(i, j)] as number;
        });
        const found = new Float64Array(n);
        core.symmetricEigenvalues(matrix, 0, n, new Float64Array(n * n), found);
        const trace = matrix.reduce((sum, x, at) => sum + (at % (n + 1) === 0 ? x : 0), 0);
        expect(found.reduce((a, b) => a + b, 0)).toBeCloseTo(trace, 10);
        expect(found.reduce((a, b) => a + b * b, 0)).toBeCloseTo(
          matrix.reduce((a, b) => a + b * b, 0),
          9,
        );
        expect(core.smallestEigenvalue(matrix, 0, n, new Float64Array(n * n + n))).toBe(found[0]);
        expect(Math.min(...found)).toBe(found[0]);
      }),
    );
  });

  test("raised to a floor, those above it stay", () => {
    fc.assert(
      fc.property(square, fc.double({ min: -3, max: 6, noNaN: true }), ({ n, values }, least) => {
        const before = Float64Array.from(values, (_, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          return values[Math.max(i, j) * n + Math.min(i, j)] as number;
        });
        const after = before.slice();
        const raised = core.raiseEigenvalues(after, 0, n, least);
        const [was, is] = [before, after].map((matrix) => {
          const found = new Float64Array(n);
          core.symmetricEigenvalues(matrix, 0, n, new Float64Array(n * n), found);
          return found;
        }) as [Float64Array, Float64Array];
        if (Math.abs((was[0] as number) - least) > 1e-9) expect(raised).toBe((was[0] as number) < least);
        if (!raised) expect(after).toEqual(before);
        expectClose(
          is,
          was.map((x) => Math.max(x, least)),
        );
        expectClose(multiply(before, after, n), multiply(after, before, n), 8);
      }),
    );
  });

  test("a matrix of great scale converges as well", () => {
    const found = new Float64Array(2);
    core.symmetricEigenvalues(Float64Array.of(2e200, 1e200, 1e200, 2e200), 0, 2, new Float64Array(4), found);
    expect((found[0] as number) / 1e200).toBeCloseTo(1, 12);
    expect((found[1] as number) / 1e200).toBeCloseTo(3, 12);
  });
});
