import { withLock } from "./lock.js";
import { toReason, withDeadline } from "./run.js";
import type { Got, Unobtainable } from "./server.js";

/**
 * Gets one server, while no other process does the same. `get` finds or makes it, and gives the place where it is, if it needs
 * one; what it throws is the reason why the server cannot be had, and so is a command that does not answer.
 */
export async function obtain(server: string, get: () => Promise<string | undefined>): Promise<Got | Unobtainable> {
  try {
    const place = await withDeadline(GET_SECONDS, () => withLock(server, get));
    return { kind: "got", ...(place === undefined ? {} : { place }) };
  } catch (cause) {
    return { kind: "unobtainable", reason: toReason(cause) };
  }
}

/** Less than what `check-server.ts` gives to getting and starting together. */
const GET_SECONDS = 1500;
