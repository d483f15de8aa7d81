// Near 1 and 2 the Taylor series about 2 (Abramowitz & Stegun 6.1.33), from 10 on Stirling's series (6.1.40), between
// them the recurrence Γ(x + 1) = x Γ(x).

import { horner } from "./horner.ts";
import { portableLog, portableLog1p } from "./logarithm.ts";

const ONE_MINUS_EULER_GAMMA = 0.42278433509846714;

/** (-1)^k (ζ(k) - 1) / k for k = 2 … 27. */
const ZETA_SERIES = [
  0.322467033424113218, -0.0673523010531980951, 0.0205808084277845479, -0.00738555102867398527, 0.00289051033074152329,
  -0.00119275391170326098, 5.09669524743042422e-4, -2.2315475845357938e-4, 9.94575127818085337e-5, -4.49262367381331417e-5,
  2.05072127756706916e-5, -9.4394882752683959e-6, 4.3748667899074878e-6, -2.03921575380136624e-6, 9.55141213040741983e-7,
  -4.49246919876456604e-7, 2.12071848055546659e-7, -1.00432248239680996e-7, 4.76981016936398057e-8, -2.27110946089431649e-8,
  1.08386592148969541e-8, -5.18347504197004666e-9, 2.48367454380247832e-9, -1.19214014058609121e-9, 5.73136724167886201e-10,
  -2.75952288512423315e-10,
];

/** ½ log 2π. */
export const HALF_LOG_TWO_PI = 0.91893853320467274;

/** B_2k / (2k (2k - 1)) for k = 1 … 8. */
const STIRLING_SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

function logGammaOfTwoPlus(z: number): number {
  return z * (ONE_MINUS_EULER_GAMMA + z * horner(ZETA_SERIES, z));
}

/**
 * log Γ(x) for x >= 0, relative error about 1e-15 also near its zeros 1 and 2; Infinity at 0 and at Infinity. NaN for
 * negative x, which no caller needs.
 */
export function lgamma(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x < 0.5) return logGammaOfTwoPlus(x) - portableLog1p(x) - portableLog(x);
  if (x < 1.5) return logGammaOfTwoPlus(x - 1) - portableLog1p(x - 1);
  if (x < 2.5) return logGammaOfTwoPlus(x - 2);
  if (x >= 10) return (x - 0.5) * (portableLog(x) - 1) + (HALF_LOG_TWO_PI - 0.5) + stirlingRemainder(x);
  let rest = x - 1;
  let product = rest;
  while (rest >= 2.5) {
    rest -= 1;
    product *= rest;
  }
  return logGammaOfTwoPlus(rest - 2) + portableLog(product);
}

/** log Γ(x) - ((x - ½) log x - x + ½ log 2π) for x > 0: what Stirling's formula leaves, about 1 / 12x. */
export function stirlingRemainder(x: number): number {
  if (x >= 10) return horner(STIRLING_SERIES, 1 / (x * x)) / x;
  return lgamma(x) - ((x - 0.5) * portableLog(x) - x + HALF_LOG_TWO_PI);
}
