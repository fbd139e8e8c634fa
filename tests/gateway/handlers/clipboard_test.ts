import assert from "node:assert/strict";
import type { ClipboardImage } from "../../../src/workspace/clipboard.ts";
import { MemorySocket } from "../../support/memory_socket.ts";
import { Client, type Json, Stage } from "../../support/stage.ts";
import { PNG } from "../../workspace/support/images.ts";
import { pendingCall } from "../support/talks.ts";

class Desk {
  found: ClipboardImage | Promise<ClipboardImage> = { kind: "image", bytes: new Uint8Array(PNG) };
  looks = 0;
  readonly stage = new Stage({
    clipboard: { image: async () => (this.looks++, await this.found) },
    attachments: {
      keep: (_session, { name }) => Promise.resolve(`/kept/${name}`),
      removeFile: () => Promise.resolve(),
      remove: () => Promise.resolve(),
      all: () => Promise.resolve([]),
    },
  });

  /** A window on the gateway's own machine, or at another. */
  window(label: string): Client {
    const socket = new MemorySocket();
    const connection = this.stage.gateway.connect(socket, { label, transport: "websocket" });
    return new Client(socket, connection);
  }

  async paste(client: Client): Promise<Json> {
    const { session_id } = client.result("session.create");
    const answer = pendingCall(client, "clipboard.paste", { session_id });
    for (let i = 0; i < 20 && answer() === undefined; i++) await this.stage.time.pass();
    const { result, error } = answer();
    return result ?? error;
  }
}

Deno.test("clipboard.paste attaches the image on the clipboard of who sits at the machine", async () => {
  const desk = new Desk();
  await using _ = desk.stage;
  for (const label of ["127.0.0.1:4000", "[::1]:4000", "[::ffff:127.0.0.1]:4000"]) {
    assert.deepEqual(await desk.paste(desk.window(label)), {
      ...{ attached: true, path: "/kept/clipboard.png", count: 1, name: "clipboard.png" },
      ...{ width: 60, height: 50, token_estimate: 4 },
    });
  }
});

Deno.test("clipboard.paste of who is elsewhere looks at nothing", async () => {
  const desk = new Desk();
  await using _ = desk.stage;
  for (const label of ["10.0.0.1:4000", "[fe80::1]:4000", "127.0.0.1.example.org:80", "my door"]) {
    const { attached, message } = await desk.paste(desk.window(label));
    assert.equal(attached, false);
    assert.match(message, /you are at another; send the image with image\.attach_bytes/);
  }
  assert.equal(desk.looks, 0);
});

Deno.test("clipboard.paste says why there is nothing to attach", async () => {
  const desk = new Desk();
  await using _ = desk.stage;
  const client = desk.window("127.0.0.1:4000");
  desk.found = { kind: "none", why: "there is no image on it" };
  assert.deepEqual(await desk.paste(client), {
    attached: false,
    message: "Cannot paste an image: there is no image on it",
  });
  desk.found = { kind: "image", bytes: new Uint8Array(new TextEncoder().encode("BM and more")) };
  assert.match((await desk.paste(client)).message, /no PNG, JPEG, GIF or WebP/);
  desk.found = Promise.reject(new Error("no screen"));
  const { code, message } = await desk.paste(client);
  assert.deepEqual([code, message], [5027, "Cannot read the clipboard: no screen"]);
});
