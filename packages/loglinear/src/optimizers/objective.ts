/** A smooth function of `size` numbers, to be minimised: give the negative of what is to be maximised. */
export interface Objective {
  readonly size: number;
  /** The value at `theta`, and its gradient, which overwrites `gradient`. NaN or Infinity: `theta` is outside the domain. */
  readonly evaluate: (theta: Float64Array, gradient: Float64Array) => number;
  /** The second derivatives at `theta`, `size` by `size` and row-major, which overwrite `into`. Only Newton's method asks for them. */
  readonly hessian?: (theta: Float64Array, into: Float64Array) => void;
}
