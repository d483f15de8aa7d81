/** Numbered items ordered by a priority, in a binary heap. */
export interface Priorities {
  /** The item of the largest priority. */
  readonly first: () => number;
  /** The largest priority; −Infinity without items. */
  readonly largest: () => number;
  readonly of: (item: number) => number;
  readonly set: (item: number, priority: number) => void;
}

interface Heap {
  readonly priorities: Float64Array;
  /** Items such that the one at place i has no smaller a priority than those at 2i+1 and 2i+2, and the place of each item. */
  readonly items: Int32Array;
  readonly places: Int32Array;
}

/** Items 0 … count−1, all with priority Infinity. */
export function createPriorities(count: number): Priorities {
  const items = Int32Array.from({ length: count }, (_, i) => i);
  const heap: Heap = { priorities: new Float64Array(count).fill(Infinity), items, places: Int32Array.from(items) };
  return {
    first: () => items[0] as number,
    largest: () => priorityAt(heap, 0),
    of: (item) => heap.priorities[item] as number,
    set: (item, priority) => {
      const rises = priority > (heap.priorities[item] as number);
      heap.priorities[item] = priority;
      if (rises) rise(heap, heap.places[item] as number);
      else sink(heap, heap.places[item] as number);
    },
  };
}

function priorityAt({ priorities, items }: Heap, place: number): number {
  return place < items.length ? (priorities[items[place] as number] as number) : -Infinity;
}

function swap({ items, places }: Heap, a: number, b: number): void {
  const item = items[a] as number;
  const other = items[b] as number;
  items[a] = other;
  items[b] = item;
  places[other] = a;
  places[item] = b;
}

function rise(heap: Heap, place: number): void {
  for (let child = place; child > 0; ) {
    const parent = (child - 1) >> 1;
    if (priorityAt(heap, parent) >= priorityAt(heap, child)) return;
    swap(heap, parent, child);
    child = parent;
  }
}

function sink(heap: Heap, place: number): void {
  for (let parent = place; ; ) {
    const left = 2 * parent + 1;
    const child = priorityAt(heap, left + 1) > priorityAt(heap, left) ? left + 1 : left;
    if (priorityAt(heap, child) <= priorityAt(heap, parent)) return;
    swap(heap, parent, child);
    parent = child;
  }
}
