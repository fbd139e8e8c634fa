/** Programs that stand for those of a desktop, and are started as these are. */
import assert from "node:assert/strict";
import { systemClipboard } from "../../src/adapters/clipboard.ts";
import { SpawnError } from "../../src/agent/spawn.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { PNG } from "../workspace/support/images.ts";
import { Children } from "./support/children.ts";

const ignore = Deno.build.os === "windows";
const never = new AbortController().signal;

interface Desktop {
  os: string;
  /** Variables that say which screen there is. */
  screen?: Record<string, string>;
  /** Programs by name, as lines of shell; `$IMAGE` is a file with an image. */
  programs: Record<string, string>;
}

async function paste({ os, screen = {}, programs }: Desktop) {
  const folder = await Deno.makeTempDir();
  await Deno.writeFile(`${folder}/image`, PNG);
  for (const [name, script] of Object.entries(programs)) {
    await Deno.writeTextFile(`${folder}/${name}`, script);
  }
  const env = { PATH: `${folder}:/usr/bin:/bin`, IMAGE: `${folder}/image` };
  try {
    await using children = new Children({ env });
    const { spawn } = children.processes;
    // The machine's own are not what is asked here, and a test may start shells alone.
    const own: typeof spawn = ({ command, args }) => {
      if (!(command in programs)) throw new SpawnError(`cannot start ${command}: no such program`);
      return spawn({ command: "sh", args: [`${folder}/${command}`, ...args] });
    };
    const get = (name: string) => screen[name];
    return await systemClipboard({ spawn: own, clock: systemClock, os, get }).image(never);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "systemClipboard() reads the image by the program the system has, byte by byte",
  ignore,
  async fn() {
    const image = 'cat "$IMAGE"';
    const desktops: Desktop[] = [
      { os: "linux", screen: { WAYLAND_DISPLAY: "w" }, programs: { "wl-paste": image } },
      { os: "linux", screen: { DISPLAY: ":0" }, programs: { xclip: image } },
      { os: "linux", screen: { WAYLAND_DISPLAY: "w", DISPLAY: ":0" }, programs: { xclip: image } },
      { os: "darwin", programs: { pngpaste: image } },
      { os: "win32", programs: { "powershell.exe": 'base64 "$IMAGE"' } },
    ];
    for (const desktop of desktops) {
      const found = await paste(desktop);
      assert.ok(found.kind === "image", JSON.stringify(found));
      assert.deepEqual(found.bytes, new Uint8Array(PNG));
    }
  },
});

Deno.test({
  name: "systemClipboard() says why there is nothing to paste",
  ignore,
  async fn() {
    const screen = { DISPLAY: ":0" };
    const cases: [Desktop, RegExp][] = [
      [{ os: "linux", programs: {} }, /without a screen/],
      [{ os: "linux", screen, programs: {} }, /install xclip$/],
      [{ os: "darwin", programs: {} }, /install pngpaste$/],
      [{ os: "linux", screen, programs: { xclip: "exit 1" } }, /no image on it/],
      [{ os: "linux", screen, programs: { xclip: "exit 0" } }, /no image on it/],
      [{ os: "linux", screen, programs: { xclip: "exec cat /dev/zero" } }, /limit of 25 MB/],
    ];
    for (const [desktop, expected] of cases) {
      const found = await paste(desktop);
      assert.ok(found.kind === "none");
      assert.match(found.why, expected);
    }
  },
});
