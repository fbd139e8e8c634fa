/** What both sides of a test of mounting know, in this process or another. */
export const hostname = "127.0.0.1";
export const TOKEN = "correct-horse-battery-staple";
