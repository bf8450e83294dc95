// oidc-provider writes notices about its defaults to the console: meant for those who run it in production, and in the
// way of a table. Import this file before it. Only the lines that it marks as its own are dropped.

const NOTICE = /oidc-provider (?:NOTICE|WARNING): /;

for (const method of ["info", "warn"] as const) {
  const write = console[method].bind(console);
  console[method] = (...words: unknown[]) => {
    if (typeof words[0] !== "string" || !NOTICE.test(words[0])) write(...words);
  };
}
