/** Numbered items ordered by a priority, in a binary heap. */
export interface Priorities {
  /** The item of the largest priority. */
  readonly first: () => number;
  /** The largest priority; −Infinity without items. */
  readonly largest: () => number;
  readonly of: (item: number) => number;
  readonly set: (item: number, priority: number) => void;
}

/** Items 0 … count−1, all with priority Infinity. */
export function createPriorities(count: number): Priorities {
  const priorities = new Float64Array(count).fill(Infinity);
  const heap = Int32Array.from({ length: count }, (_, i) => i);
  const places = Int32Array.from(heap);
  const at = (place: number): number => (place < count ? (priorities[heap[place] as number] as number) : -Infinity);
  const swap = (a: number, b: number): void => {
    const item = heap[a] as number;
    const other = heap[b] as number;
    heap[a] = other;
    heap[b] = item;
    places[other] = a;
    places[item] = b;
  };
  const rise = (place: number): void => {
    for (let child = place; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (at(parent) >= at(child)) return;
      swap(parent, child);
      child = parent;
    }
  };
  const sink = (place: number): void => {
    for (let parent = place; ; ) {
      const left = 2 * parent + 1;
      const child = at(left + 1) > at(left) ? left + 1 : left;
      if (at(child) <= at(parent)) return;
      swap(parent, child);
      parent = child;
    }
  };
  return {
    first: () => heap[0] as number,
    largest: () => at(0),
    of: (item) => priorities[item] as number,
    set: (item, priority) => {
      const rises = priority > (priorities[item] as number);
      priorities[item] = priority;
      if (rises) rise(places[item] as number);
      else sink(places[item] as number);
    },
  };
}
