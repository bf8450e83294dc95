import { Server } from "node:http";
import type { AttackerPlaceOptions } from "./attacker-place.js";
import type { AuditTarget } from "./audit-target.js";

/**
 * Where the attacker's place is to be opened or, as a text, why it is not. Nothing listens for an API that is asked without a socket,
 * unless that is wanted.
 */
export function findAttackerReach(
  target: AuditTarget,
  wanted: boolean | AttackerPlaceOptions | undefined,
): AttackerPlaceOptions | string {
  if (wanted === false) return "the option attackerPlace says that there is to be none";
  if (wanted !== undefined) return wanted === true ? {} : wanted;
  if (typeof target === "string" || target instanceof URL) return isOnThisMachine(target) ? {} : ELSEWHERE;
  const isListener = (typeof target === "function" && target.length >= 2) || target instanceof Server;
  return isListener ? {} : IN_PROCESS;
}

/** An address that means all addresses, so that it is the name of none. */
export function isEveryAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

function isOnThisMachine(target: string | URL): boolean {
  // Whoever opens it says what is wrong with it.
  if (!URL.canParse(String(target))) return true;
  return /^(?:localhost|127\.[\d.]+|\[::1\])$/u.test(new URL(target).hostname);
}

const IN_PROCESS =
  "it needs an attacker's place that the API can ask, which listens; for an API that is asked without a socket set attackerPlace: true";
const ELSEWHERE =
  "it needs an attacker's place that the API can ask, and the API is not at this machine: say with attackerPlace where it would reach it";
