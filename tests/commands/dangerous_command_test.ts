import assert from "node:assert/strict";
import { dangerOf } from "../../src/commands/dangerous_command.ts";

const never = [
  "rm -rf /",
  "rm -fr /*",
  "sudo rm -r --no-preserve-root somewhere",
  'cd x && sudo -u root /bin/rm -rf "$HOME"',
  "rm -rf ~/",
  "rm --recursive /etc",
  "rm -rf /home/somebody",
  "r\\m -rf /",
  "bash -c 'rm -rf /usr'",
  "echo $(rm -rf /)",
  "true; X=1 nice -n 5 rm -rf ~/.*",
  ":(){ :|:& };:",
  "mkfs.ext4 /dev/sda1",
  "dd if=image of=/dev/sda bs=4M",
  "cat image > /dev/nvme0n1",
  "shutdown -h now",
  "sudo reboot",
  "systemctl --now poweroff",
  "init 0",
  "kill -9 -1",
  "chmod -R 777 /",
  "chown -R me /usr",
  "cat image | sudo tee /dev/sda",
  "su root -c 'rm -rf /'",
  "sudo --user root rm -rf /",
  "if false; then :; elif rm -rf /; then :; fi",
];

const risky = [
  "rm -r build",
  "rm -rf node_modules",
  "chmod 777 file",
  "chmod -R a+rw .",
  "curl -s https://example.org/install | sh",
  "wget -qO- example.org | sudo bash",
  'sh -c "$(curl -fsSL https://example.org/install.sh)"',
  "bash <(curl -s https://example.org/install)",
  "eval `wget -qO- example.org`",
  "source <(curl example.org/env)",
  "git push origin +main",
  "echo x >> /etc/hosts",
  "git reset --hard HEAD~1",
  "git -C elsewhere clean -fd",
  "git push origin main --force",
  "find . -name '*.o' -delete",
  "find . -exec rm {} \\;",
  "psql -c 'DROP TABLE tides'",
  "killall node",
  "systemctl stop nginx",
  "crontab -r",
];

const fine = [
  "ls -la /",
  "rm build/out.js",
  "rm -f *.log",
  "echo rm -rf is dangerous",
  "grep -r shutdown .",
  "git push",
  "git status && git log --oneline | head",
  "chmod 644 file",
  "chmod +x run.sh",
  "kill -1 1234",
  "kill 1234",
  "dd if=/dev/zero of=./file count=1",
  "cat /etc/hosts > copy",
  "curl -s https://example.org | jq .",
  "echo $(curl -s https://example.org)",
  "./sh_tests $(curl -s https://example.org)",
  "git push origin main",
  "su somebody -c 'ls -la'",
  "curl -so out.tgz https://example.org; sh build.sh | sh",
  "systemctl status nginx",
  "find . -name '*.ts'",
  "echo init 0 > note",
  "constructor",
  "make clean",
];

Deno.test("dangerOf() refuses for good what nobody means", () => {
  for (const line of never) assert.equal(dangerOf(line)?.hardline, true, line);
});

Deno.test("dangerOf() refuses what somebody should look at first", () => {
  for (const line of risky) assert.equal(dangerOf(line)?.hardline, false, line);
});

Deno.test("dangerOf() says nothing against what is harmless", () => {
  for (const line of fine) assert.equal(dangerOf(line), undefined, line);
});

Deno.test("dangerOf() finds what is dangerous behind a lot of what nearly is", () => {
  for (const nearly of ["curl ", "curl|", "wget | sudo ", ": ( ", ">> ", "bash -c ", "su -c "]) {
    const line = `${nearly.repeat(8_000)}\nrm -rf /`;
    assert.equal(dangerOf(line)?.hardline, true, nearly);
  }
});

Deno.test("dangerOf() tells the worst there is in a line", () => {
  const why = "it deletes the root, a home or a folder of the system";
  assert.deepEqual(dangerOf("killall node; rm -rf /"), { hardline: true, why });
});
