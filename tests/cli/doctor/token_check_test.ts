import assert from "node:assert/strict";
import { checkTokens, type TokenPlace } from "../../../src/cli/doctor/token_check.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const NONE = { flagFile: undefined, token: undefined, environmentFile: undefined };
const STRONG = "0123456789abcdef0123456789abcdef";

function check(place: Partial<TokenPlace>) {
  const findings = checkTokens({
    hostname: "0.0.0.0",
    publicOrigins: [],
    controller: NONE,
    observer: NONE,
    ...place,
  });
  // Whatever was found: no credential is in it.
  assert(!JSON.stringify(findings).includes("0123456789"));
  return findings;
}

Deno.test("checkTokens() asks for a credential beyond loopback, and on loopback for none", () => {
  const [beyond] = check({});
  assert(beyond?.kind === "problem");
  assert.equal(beyond.remedy.at(-1), "--token-file tidegate.token");
  assert.equal(check({ hostname: "127.0.0.1" })[0]?.kind, "ok");
});

Deno.test("checkTokens() tells files that are missing, empty, open to others or short", async () => {
  await using folder = new TemporaryFolder();
  const file = folder.write("token", STRONG);
  const found = (mode = 0o600) => {
    Deno.chmodSync(file, mode);
    const [finding] = check({ controller: { ...NONE, flagFile: file } });
    assert(finding !== undefined);
    return finding;
  };
  assert.equal(found().kind, "ok");

  const open = found(0o644);
  assert(open.kind === "problem");
  assert.deepEqual(open.remedy, [`chmod 600 "${file}"`]);
  assert.match(open.found, /644/);

  folder.write("token", "0123456789");
  assert.match(found().found, /10 characters/);
  folder.write("token", "\n");
  const empty = found();
  assert(empty.kind === "problem");
  assert.match(empty.found, /empty/);
  assert.match(empty.remedy.join(), /openssl rand -hex 32/);

  const [missing] = check({ controller: { ...NONE, flagFile: `${file}-2` } });
  assert.equal(missing?.kind, "problem");
});

Deno.test("checkTokens() makes files by its remedy that it then finds good", async () => {
  await using folder = new TemporaryFolder();
  const file = folder.write("token", "");
  await Deno.chmod(file, 0o644);
  const controller = { ...NONE, flagFile: file };
  const [empty] = check({ controller });
  assert(empty?.kind === "problem");
  const { success } = await new Deno.Command("sh", { args: ["-c", empty.remedy.join("\n")] })
    .output();
  assert(success);
  const [mended] = check({ controller });
  assert.equal(mended?.kind, "ok", mended?.found);
});

Deno.test("checkTokens() refuses observers the access token", () => {
  const given = { ...NONE, token: STRONG };
  const [controller, observer] = check({ controller: given, observer: given });
  assert.equal(controller?.kind, "ok");
  assert.equal(observer?.kind, "problem");
});
