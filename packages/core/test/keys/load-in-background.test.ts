import { expect, test } from "vitest";
import { loadInBackground } from "../../src/keys/load-in-background.js";
import { makeKey } from "./doubles.js";
import { createStack, withKeys } from "./stack.js";

const a = await makeKey("a");
const DOWN = new Error("no connection");

test("a load in the background is one at a time, and what it brings is in the record", async () => {
  const { context, source, loader } = createStack();
  source.load.mockResolvedValueOnce(withKeys(a));
  loadInBackground(loader, context, 1);
  loadInBackground(loader, context, 1);
  await loader.inFlight(1);
  expect(context.record.snapshot?.keys).toEqual([a]);
  expect(source.load).toHaveBeenCalledTimes(1);
});

test("a load in the background that fails fails nobody, and the pause after it is kept to its end", async () => {
  const { context, source, loader } = createStack();
  source.load.mockRejectedValueOnce(DOWN).mockResolvedValueOnce(withKeys(a));
  const now = context.clock.now();
  loadInBackground(loader, context, now);
  await expect(loader.inFlight(now)).rejects.toMatchObject({ cause: DOWN });
  expect(context.record.outage).toMatchObject({ cause: DOWN, nextAttemptAt: now + 0.5 });
  loadInBackground(loader, context, now + 0.4);
  expect(loader.inFlight(now + 0.4)).toBeUndefined();
  loadInBackground(loader, context, now + 0.5);
  expect(source.load).toHaveBeenCalledTimes(2);
  await expect(loader.inFlight(now + 0.5)).resolves.toMatchObject({ keys: [a] });
});
