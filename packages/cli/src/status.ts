/** Exit statuses: done, the user's mistake, wrong usage, our bug, interrupted. */
export const status = { done: 0, mistake: 1, usage: 2, bug: 3, interrupted: 130 } as const;
