import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createSilentPort } from "../../src/faults/silent-port.js";
import { isPending } from "./ways.js";

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
const dial = (port: number): Socket => {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  return socket;
};
const isFree = (port: number): Promise<boolean> =>
  once(dial(port), "connect").then(
    () => false,
    () => true,
  );

test("a port says nothing, whatever it is told", async () => {
  const silent = createSilentPort(() => true);
  const socket = dial(await silent.open());
  await once(socket, "connect");
  socket.write("hello\r\n");
  expect(await isPending(Promise.race([once(socket, "data"), once(socket, "close")]))).toBe(true);
  await silent.close();
});

test("a port stays the same while it is open, and is closed with its connections", async () => {
  const silent = createSilentPort(() => true);
  const port = await silent.open();
  expect(await silent.open()).toBe(port);
  const socket = dial(port);
  await once(socket, "connect");
  await silent.close();
  await once(socket, "close");
  expect(await isFree(port)).toBe(true);
});

test("a connection that is not wanted is closed at once", async () => {
  const silent = createSilentPort(() => false);
  const socket = dial(await silent.open());
  await once(socket, "close");
  expect(socket.bytesRead).toBe(0);
  await silent.close();
});

test("a port that is being opened can be closed, and opened again", async () => {
  const silent = createSilentPort(() => true);
  const opening = silent.open();
  await silent.close();
  expect(await isFree(await opening)).toBe(true);
  expect(await isFree(await silent.open())).toBe(false);
  await silent.close();
});

test("a port that was never opened can be closed", async () => {
  await expect(createSilentPort(() => true).close()).resolves.toBeUndefined();
});
