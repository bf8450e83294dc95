/** A NumericDate as a number and in words that people read: `1893456300 (2030-01-01T00:05:00Z)`. */
export function describeTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  const isShown = !Number.isNaN(time.getTime());
  return isShown ? `${seconds} (${time.toISOString().replace(/\.\d+Z$/, "Z")})` : `${seconds}`;
}

/** `exp` and how far it is from now. */
export function describeExpiry(expiresAt: number, now: number): string {
  const left = expiresAt - now;
  return `exp is ${describeTime(expiresAt)}, ${left > 0 ? `${describeSpan(left)} from now` : `${describeSpan(left)} ago`}`;
}

/** A span in seconds, with a coarser unit if it is long. */
function describeSpan(seconds: number): string {
  const span = Math.abs(seconds);
  const [unit, size] = span >= 172_800 ? ["days", 86_400] : ["hours", 3600];
  return span < 7200 ? `${span} seconds` : `${span} seconds (${Math.floor(span / size)} ${unit})`;
}
