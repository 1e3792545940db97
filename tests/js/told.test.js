"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine} = require("./scripts.js");

const part = (line) => {
    const found = Animagine.told.ours(line);
    return found && line.slice(found.start, found.end);
};

test("our keys in the last line of an infotext, whatever stands before and behind", () => {
    const own = ", Animagine: 0.2.0; enabled=on; mode=fix, Animagine prompt: \"a, \\\"b\\\"\\nc\", Animagine size: 512x768, Animagine note: \"2 changes — moved “1girl”: x\"";
    assert.equal(part(`Steps: 28, Size: 832x1216${own}, Version: v1.10.1`), own);
    assert.equal(part(own.slice(2)), own.slice(2));
    assert.equal(part("Steps: 28, Size: 832x1216, Version: v1.10.1"), null);
    assert.equal(part("Steps: 28, Model: Animagine XL 4.0, Animagine XL: no"), null);
    assert.equal(part(`Animagine note: "${"\\\\".repeat(20000)}`)?.length > 0, true); // ends, also where a quote never does
});
