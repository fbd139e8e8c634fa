import assert from "node:assert/strict";
import { isModuleUrl } from "../../src/lib/is_module_url.ts";

Deno.test("isModuleUrl() tells a URL from a path, also from one with a drive's letter", () => {
  for (const url of ["https://h/a.ts", "file:///a.ts", "npm:agent", "data:text/javascript,0"]) {
    assert.equal(isModuleUrl(url), true, url);
  }
  for (const path of ["./a.ts", "/a.ts", "C:\\a.ts", "files/a.ts", "https/a.ts"]) {
    assert.equal(isModuleUrl(path), false, path);
  }
});
