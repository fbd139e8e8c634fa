import assert from "node:assert/strict";
import { accessToken, givenToken } from "../../src/cli/access_token.ts";
import { UsageError } from "../../src/cli/exit_codes.ts";

interface Sources {
  hostname?: string;
  publicOrigins?: string[];
  flagFile?: string;
  token?: string;
  environmentFile?: string;
}

function take({ hostname = "127.0.0.1", publicOrigins = [], ...sources }: Sources) {
  const { flagFile, token, environmentFile } = sources;
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  const given = givenToken({ flagFile, token, environmentFile, warn });
  const value = accessToken({ hostname, publicOrigins, given, warn });
  return { value, warnings };
}

/** Runs `use` with a file that holds `content`. */
function withFile(content: string, mode: number, use: (path: string) => void): void {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, content);
    if (Deno.build.os !== "windows") Deno.chmodSync(path, mode);
    use(path);
  } finally {
    Deno.removeSync(path);
  }
}

const LONG = "0123456789abcdef0123456789abcdef";

Deno.test("accessToken() makes a new 256-bit token at each start on loopback", () => {
  const { value, warnings } = take({});
  assert.match(value, /^[0-9a-f]{64}$/);
  assert.notEqual(take({ hostname: "localhost" }).value, value);
  const tunnel = take({ publicOrigins: ["https://gw.example"] });
  assert.match(tunnel.value, /^[0-9a-f]{64}$/);
  assert.deepEqual(warnings, []);
});

Deno.test("accessToken() prefers the flag's file, then the variable, then the variable's file", () => {
  withFile("from-file\n", 0o600, (path) => {
    assert.equal(
      take({ flagFile: path, token: "variable", environmentFile: "/none" }).value,
      "from-file",
    );
    assert.equal(take({ token: "variable", environmentFile: path }).value, "variable");
    assert.equal(take({ environmentFile: path }).value, "from-file");
  });
});

for (const hostname of ["0.0.0.0", "::", "192.168.1.4", "gateway.example.com"]) {
  Deno.test(`accessToken() refuses ${hostname} without a token of the owner's`, () => {
    const refusal = { name: "UsageError", message: /set TIDEGATE_TOKEN or --token-file/ };
    assert.throws(() => take({ hostname }), refusal);
    assert.deepEqual(take({ hostname, token: LONG }), { value: LONG, warnings: [] });
  });
}

Deno.test("accessToken() warns of a short token that other machines may try", () => {
  const { warnings } = take({ hostname: "0.0.0.0", token: "hunter2" });
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? "", /only 7 characters/);
  assert.ok(!warnings[0]?.includes("hunter2"));
  assert.deepEqual(take({ token: "hunter2" }).warnings, []);
  const tunnel = take({ publicOrigins: ["https://gw.example"], token: "hunter2" });
  assert.match(tunnel.warnings.join(), /can reach https:\/\/gw\.example; use a longer one/);
});

Deno.test("accessToken() refuses an empty file, and one that holds no token, without showing it", () => {
  for (
    const [content, state] of [["", "it is empty"], [" \n", "it is empty"], [
      "two words",
      "is not made of",
    ]]
  ) {
    withFile(content ?? "", 0o600, (path) => {
      assert.throws(() => take({ flagFile: path }), (error) => {
        assert.ok(error instanceof UsageError);
        assert.ok(error.message.includes(path) && error.message.includes(state ?? ""));
        assert.ok(!error.message.includes("two words"));
        return true;
      });
    });
  }
});

Deno.test("accessToken() refuses a file that cannot be read, also one the environment names", () => {
  const missing = { name: "UsageError", message: /^Cannot read the token file "\/none\/token": / };
  assert.throws(() => take({ flagFile: "/none/token" }), missing);
  assert.throws(() => take({ environmentFile: "/none/token" }), missing);
});

Deno.test({
  name: "accessToken() warns when others may read the file",
  ignore: Deno.build.os === "windows",
  fn() {
    withFile(LONG, 0o644, (path) => {
      const { value, warnings } = take({ flagFile: path });
      assert.equal(value, LONG);
      assert.deepEqual(warnings, [
        `The token file "${path}" is open to other users (mode 644); chmod 600 "${path}"`,
      ]);
    });
    withFile(LONG, 0o600, (path) => assert.deepEqual(take({ flagFile: path }).warnings, []));
  },
});
