"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine, OPTIONS} = require("./scripts.js");

const finding = (start, end, fixes = []) => ({code: "ANI301", severity: "info", message: "", field: "prompt", start, end, fixes});
const places = (found) => found.map(({start, end}) => [start, end]);

test("Python's characters become the browser's units", () => {
    const text = "😀😀, smilee";
    const edits = [{start: 4, end: 10, text: "smile"}];
    const [found] = Animagine.spans.inUnits([finding(4, 10, [{label: "", safe: true, edits}])], text);
    assert.equal(text.slice(found.start, found.end), "smilee");
    assert.equal(text.slice(found.fixes[0].edits[0].start, found.fixes[0].edits[0].end), "smilee");
    assert.deepEqual(places(Animagine.spans.inUnits([finding(2, 4)], "plain")), [[2, 4]]);
    assert.deepEqual(places(Animagine.spans.inUnits([finding(0, 1)], "\ud800x")), [[0, 1]]);
});

test("places move along with the text, touched ones go, fixes are withheld", () => {
    const found = [finding(0, 5, [{label: "", safe: true, edits: []}]), finding(7, 10), finding(12, 15)];
    const before = "1girl, cat, dog";
    assert.deepEqual(places(Animagine.spans.moved(found, before, "1girl, cats, dog")), [[0, 5], [7, 10], [13, 16]]);
    assert.deepEqual(places(Animagine.spans.moved(found, before, "1girl, c, dog")), [[0, 5], [10, 13]]);
    assert.deepEqual(Animagine.spans.moved(found, before, `${before}, x`)[0].fixes, []);
    assert.equal(Animagine.spans.moved(found, before, before), found);
    assert.deepEqual(Animagine.spans.moved(found, before, ""), []);
});

test("a text with the edits of a fix, and one with more behind it", () => {
    assert.equal(Animagine.spans.edited("a_b, c_d", [{start: 6, end: 7, text: " "}, {start: 1, end: 2, text: " "}]), "a b, c d");
    assert.equal(Animagine.spans.edited("a_b", []), "a_b");
    assert.deepEqual([["blurry", "text"], [" ", "text"], ["blurry", ""]].map((each) => Animagine.spans.appended(...each)), ["blurry, text", "text", "blurry"]);
});

test("several edits become one", () => {
    const text = "a_b, c_d, e";
    const edit = Animagine.spans.joined(text, [{start: 6, end: 7, insert: " "}, {start: 1, end: 2, insert: " "}]);
    assert.deepEqual(edit, {start: 1, end: 7, insert: " b, c "});
});

test("options: the page's where they have the right type, else the default", () => {
    assert.equal(OPTIONS.limit, 30);
    const read = (values) => Animagine.options.read(values);
    assert.equal(read({animagine_complete_limit: 500}).limit, 100);
    assert.equal(read({animagine_complete_limit: "7"}).limit, 30);
    assert.equal(read({animagine_complete_enabled: false}).enabled, false);
});

test("sentences: values are put in, the host's language is taken", () => {
    assert.equal(Animagine.words.say("{count} findings", {count: 3}), "3 findings");
    globalThis.localization = {"{count} findings": "指摘 {count} 件"};
    assert.equal(Animagine.words.say("{count} findings", {count: 3}), "指摘 3 件");
    delete globalThis.localization;
});

test("half of an emoji is no common part", () => {
    assert.deepEqual(Animagine.spans.common("x 😀 y", "x 😁 y"), {head: 2, tail: 2});
    assert.deepEqual(Animagine.spans.common("x 😀", "x 🐀"), {head: 2, tail: 0});
    assert.deepEqual(Animagine.spans.common("😀", "😀"), {head: 2, tail: 2});
});
