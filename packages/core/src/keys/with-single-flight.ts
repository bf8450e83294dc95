import { createSingleFlight } from "../internal/single-flight.js";
import type { JwkSetRequest } from "../seams/jwk-set-source.js";
import type { LayerContext, Loader } from "./layer.js";

/** A loader that lets callers see whether a load is under way. */
export interface SharedLoader<Loaded> extends Loader<Loaded> {
  /** The load under way, if there is one. */
  inFlight(now: number): Promise<Loaded> | undefined;
}

/**
 * Lets all who ask during a load share it. Whoever stops waiting stops only itself. A load that has not settled by its
 * deadline, with a second of grace, is not waited for any more.
 */
export function withSingleFlight<Loaded>(
  source: Loader<Loaded>,
  { options }: Pick<LayerContext, "options">,
): SharedLoader<Loaded> {
  const flight = createSingleFlight<Loaded>(options.loadTimeoutSeconds + 1);
  return {
    load: (request: JwkSetRequest) => flight.run(request.now, () => source.load(request)),
    inFlight: (now: number) => flight.inFlight(now),
  };
}
