/**
 * The image on the clipboard of whoever the gateway runs for, by the programs their system has for it.
 *
 * @module
 */
import type { Spawn, SpawnCommand } from "../agent/spawn.ts";
import { runProgram } from "../agent/bounded_program.ts";
import { decodeBase64 } from "../lib/base64.ts";
import type { Clock } from "../lib/clock.ts";
import { KeptBytes } from "../lib/kept_bytes.ts";
import { TailText } from "../lib/kept_text.ts";
import type { Clipboard, ClipboardImage } from "../workspace/clipboard.ts";

/** What a clipboard is read with. */
export interface ClipboardOptions {
  spawn: Spawn;
  clock: Clock;
  /** As `process.platform` has it. */
  os: string;
  /** Looks up an environment variable. */
  get(name: string): string | undefined;
}

/** One program that may know what is on it. */
interface Reader extends Pick<SpawnCommand, "command" | "args"> {
  /** Where it comes from, for people. */
  package: string;
  /** It writes base64. */
  encoded?: true;
}

const TIMEOUT_MS = 10_000;
/** As much as an image may have that is attached, and as base64. */
const MOST_BYTES = 25_000_000;
const MOST_ENCODED = 34_000_000;

const powershell = `Add-Type -AssemblyName System.Windows.Forms, System.Drawing
$image = [System.Windows.Forms.Clipboard]::GetImage()
if ($null -eq $image) { exit 1 }
$stream = New-Object System.IO.MemoryStream
$image.Save($stream, [System.Drawing.Imaging.ImageFormat]::Png)
[Console]::Out.Write([Convert]::ToBase64String($stream.ToArray()))`;

/** Reads it by `wl-paste` or `xclip`, `pngpaste`, or PowerShell, whichever the system has. */
export function systemClipboard(options: ClipboardOptions): Clipboard {
  return {
    async image(signal) {
      const readers = readersOf(options);
      if (readers.length === 0) return none("the gateway runs without a screen, so without one");
      const missing: string[] = [];
      for (const reader of readers) {
        const found = await read(reader, options, signal);
        if (found !== "missing") return found;
        missing.push(reader.package);
      }
      return none(`nothing reads it here: install ${missing.join(" or ")}`);
    },
  };
}

function readersOf({ os, get }: ClipboardOptions): Reader[] {
  if (os === "darwin") return [{ command: "pngpaste", args: ["-"], package: "pngpaste" }];
  if (os === "win32") {
    const args = ["-NoProfile", "-NonInteractive", "-STA", "-Command", powershell];
    return [{ command: "powershell.exe", args, package: "PowerShell", encoded: true }];
  }
  const has = (name: string) => (get(name) ?? "") !== "";
  const wayland = { command: "wl-paste", args: ["--no-newline", "--type", "image/png"] };
  const x11 = { command: "xclip", args: ["-selection", "clipboard", "-t", "image/png", "-o"] };
  return [
    ...has("WAYLAND_DISPLAY") ? [{ ...wayland, package: "wl-clipboard" }] : [],
    ...has("DISPLAY") ? [{ ...x11, package: "xclip" }] : [],
  ];
}

async function read(
  { command, args, encoded }: Reader,
  { spawn, clock }: ClipboardOptions,
  signal: AbortSignal,
): Promise<ClipboardImage | "missing"> {
  const most = encoded ? MOST_ENCODED : MOST_BYTES;
  const kept = new KeptBytes(most);
  const outcome = await runProgram({ command, args }, {
    ...{ spawn, clock, signal, timeoutMs: TIMEOUT_MS, floodBytes: most },
    kept: [kept, new TailText(1_024)],
  });
  if (outcome.kind === "unstartable") return "missing";
  if (outcome.kind === "timeout") return none(`${command} did not answer within 10 s`);
  if (outcome.kind === "flooded") return none("the image on it is over the limit of 25 MB");
  if (outcome.kind !== "ended") return none("it was interrupted");
  const bytes = kept.bytes();
  // They say by their code that there is no image, each with a text of its own.
  if (outcome.code !== 0 || bytes.length === 0) return none("there is no image on it");
  const image = encoded ? await decodeBase64(new TextDecoder().decode(bytes).trim()) : bytes;
  return image === undefined ? none("there is no image on it") : { kind: "image", bytes: image };
}

function none(why: string): ClipboardImage {
  return { kind: "none", why };
}
