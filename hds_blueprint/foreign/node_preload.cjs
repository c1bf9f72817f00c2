// Loaded by Node before the Pulumi SDK: keeps where the program failed, and shows errors plainly.
//
// The SDK logs some errors without their stack, and others with everything that can be reached from
// them, for which it may take a minute. The file that HDS_STACK names gets the first error's stack.
"use strict";

const fs = require("fs");
const util = require("util");

const file = process.env.HDS_STACK;
delete process.env.HDS_STACK;
Error.stackTraceLimit = 50;

const inspect = util.inspect;
util.inspect = Object.assign(
    (value, ...options) => (value instanceof Error && value.stack ? value.stack : inspect(value, ...options)),
    inspect,
);

let kept = false;
function keep(error) {
    if (!kept && error instanceof Error) {
        kept = true;
        fs.writeFileSync(file, String(error.stack));
    }
}
process.on("unhandledRejection", keep);
process.on("uncaughtExceptionMonitor", keep);
