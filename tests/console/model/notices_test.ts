/** What the gateway tells beside conversations, as the console shows it. */
import assert from "node:assert/strict";
import type { Notice } from "../../../src/gateway/notice.ts";
import { House, when } from "../support/house.ts";

const notice: Notice = { key: "k", kind: "agent", level: "info", text: "hello", ttlMs: null };

Deno.test("a notice is a toast until it is cleared, and the next of its key takes its place", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  await when(desk.connection, ({ kind }) => kind === "online");
  const texts = () => desk.toasts.all.value.map(({ tone, text }) => `${tone}: ${text}`);
  house.gateway.notices.show(notice);
  await when(desk.toasts.all, (all) => all.length === 1);
  assert.deepEqual(texts(), ["info: hello"]);
  house.gateway.notices.show({ ...notice, level: "error", text: "worse" });
  await when(desk.toasts.all, ([first]) => first?.tone === "error");
  assert.deepEqual(texts(), ["error: worse"]);
  house.gateway.notices.clear("k");
  await when(desk.toasts.all, (all) => all.length === 0);
});

Deno.test("a conversation that another window begins is in the list without being asked for", async () => {
  await using house = await House.open();
  const seat = house.sit();
  const { desk } = seat;
  await when(desk.list.loaded, (loaded) => loaded);
  // The list is fetched a moment later: that is the test's to say.
  desk.client.on("sessions.changed", () => queueMicrotask(() => seat.pass()));
  const other = house.sit();
  await other.desk.client.sessions.create({ title: "Tides" });
  await when(desk.list.all, (rows) => rows.some(({ name }) => name === "Tides"));
});
