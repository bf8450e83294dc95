// Removes the `dist` of the package it is run in: tsc never deletes, and a stale file would be published.
import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
