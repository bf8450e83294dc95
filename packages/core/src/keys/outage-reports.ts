import type { LayerContext } from "./layer.js";
import type { Snapshot } from "./snapshot.js";

/** Tells the operator how far an outage has gone: each step once, however many requests see it. */
export interface OutageReports {
  /** A set past its freshness is about to serve. */
  stale(snapshot: Snapshot, now: number): void;
  /** The set at hand is past its time, or there is none. */
  expired(now: number): void;
}

/** What merely lay unused is fetched anew, which is nothing to tell: without a failed load there is no outage. */
export function createOutageReports({
  issuer,
  record,
  emit,
}: Pick<LayerContext, "issuer" | "record" | "emit">): OutageReports {
  let toldStale: Snapshot | undefined;
  let toldExpired: Snapshot | undefined;
  let toldMissing = false;
  return {
    stale(snapshot, now) {
      if (record.outage === undefined || toldStale === snapshot) return;
      toldStale = snapshot;
      emit({ type: "keys.stale_served", at: now, issuer, staleUntil: snapshot.staleUntil });
    },
    expired(now) {
      const { snapshot } = record;
      if (record.outage === undefined) return;
      if (snapshot === undefined) {
        if (!toldMissing) emit({ type: "keys.missing", at: now, issuer });
        toldMissing = true;
        return;
      }
      if (toldExpired === snapshot) return;
      toldExpired = snapshot;
      emit({ type: "keys.expired", at: now, issuer, expiredAt: snapshot.staleUntil });
    },
  };
}
