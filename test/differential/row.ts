import type { OurVerdict } from "./verifiers.js";

/** A token that everyone is asked about. */
export interface Row {
  /** What it is, as a phrase, and no other row's. */
  readonly title: string;
  readonly token: string;
  /** What this library says of it. */
  readonly ours: OurVerdict;
}
