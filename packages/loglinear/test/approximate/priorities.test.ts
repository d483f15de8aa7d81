import fc from "fast-check";
import { expect, test } from "vitest";
import { createPriorities } from "../../src/approximate/priorities.ts";

test("the first item always has the largest priority", () => {
  const changes = fc.array(fc.tuple(fc.nat(11), fc.double({ min: 0, max: 9, noNaN: true })), { maxLength: 80 });
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 20 }), changes, (count, all) => {
      const heap = createPriorities(count);
      const plain = new Array<number>(count).fill(Infinity);
      const set = (item: number, priority: number): void => {
        heap.set(item, priority);
        plain[item] = priority;
        expect(heap.largest()).toBe(Math.max(...plain));
        expect(plain[heap.first()]).toBe(Math.max(...plain));
        expect(heap.of(item)).toBe(priority);
      };
      for (let item = 0; item < count; item++) set(item, (item * 7) % 5);
      for (const [item, priority] of all) set(item, priority);
    }),
  );
  expect(createPriorities(0).largest()).toBe(-Infinity);
});
