"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine} = require("./scripts.js");

const token = (textContent, span = true) => ({textContent, querySelector: () => span ? {textContent} : null});

/** @param {Record<string, unknown[]>} found selector → elements */
function pageWith(found) {
    globalThis.document = {querySelectorAll: (selector) => found[selector] || []};
}

test("what is chosen in a list of several stands on its tokens", () => {
    pageWith({"#txt2img_styles .token": [token("evening"), token("my cinema, style "), token("plain", false)]});
    assert.deepEqual(Animagine.controls.several("txt2img_styles"), ["evening", "my cinema, style", "plain"]);
});

test("nothing is chosen where there is no such list", () => {
    pageWith({});
    assert.deepEqual(Animagine.controls.several("img2img_styles"), []);
});

test("the preview's line tells the size after hires fix", () => {
    const asked = {prompt: "", negative_prompt: "", options: {}, width: 512, height: 768};
    const answer = {active: true, changes: [], findings: [], tokens: {prompt: {tokens: 2, limit: 75}}, width: 832, height: 1216};
    const final = {...answer, hr_width: 1248, hr_height: 1824};
    assert.match(Animagine.previewview.summary(asked, final, []), / · 512×768 → 832×1216 ✓, then 1248×1824 with hires fix$/);
    assert.match(Animagine.previewview.summary(asked, answer, []), / · 512×768 → 832×1216 ✓$/);
});

test("the preview's line names the styles", () => {
    const asked = {prompt: "", negative_prompt: "", options: {}, styles: ["evening", "plain"]};
    const answer = {active: true, changes: [], findings: [], tokens: {prompt: {tokens: 2, limit: 75}}};
    assert.match(Animagine.previewview.summary(asked, answer, []), / · with the styles: evening, plain$/);
    assert.doesNotMatch(Animagine.previewview.summary({...asked, styles: undefined}, answer, []), /styles/);
});
