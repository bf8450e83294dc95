/** Everything that was printed meanwhile, by whatever way: none of it reaches the terminal. */
export async function recordPrinted<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly printed: readonly string[]; readonly result: Result }> {
  const printed: string[] = [];
  const restore = [
    ...CONSOLE_METHODS.map((name) => replace(console, name, (...values) => void printed.push(values.join(" ")))),
    ...[process.stdout, process.stderr].map((stream) =>
      replace(stream, "write", (text) => (printed.push(String(text)), true)),
    ),
    replace(process, "emitWarning", (warning) => void printed.push(String(warning))),
  ];
  try {
    return { printed, result: await work() };
  } finally {
    for (const undo of restore) undo();
  }
}

const CONSOLE_METHODS = ["debug", "dir", "error", "info", "log", "trace", "warn"] as const;

function replace<Name extends string>(
  owner: { [name in Name]: unknown },
  name: Name,
  stand: (...values: unknown[]) => unknown,
): () => void {
  const original = owner[name];
  owner[name] = stand;
  return () => {
    owner[name] = original;
  };
}
