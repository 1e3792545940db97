"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine} = require("./scripts.js");

const finding = (start, end, severity = "info") => ({code: "ANI003", severity, message: "", field: "prompt", start, end, fixes: []});
const places = (found) => found.map(({start, end}) => [start, end]);

test("every finding of a long prompt has its line, to the last one", () => {
    const all = Array.from({length: 300}, (_, n) => finding(20 * n, 20 * n + 5 + n % 7));
    assert.deepEqual(places(Animagine.underline.marks(all, 6000)), places(all));
});

test("where two overlap the graver stays, then the shorter; hints and places beyond the text have none", () => {
    const all = [finding(0, 50), finding(10, 20), finding(30, 40, "error"), finding(38, 45, "warning"), finding(60, 70, "hint"), finding(90, 101)];
    assert.deepEqual(places(Animagine.underline.marks(all, 100)), [[10, 20], [30, 40]]);
    assert.deepEqual(places(Animagine.underline.marks([finding(0, 5), finding(5, 9), finding(3, 3)], 9)), [[0, 5], [5, 9]]);
});
