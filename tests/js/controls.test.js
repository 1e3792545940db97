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

test("the preview's line is what the server says", () => {
    const answer = {summary: ["2 changes", "3/75 tokens"]};
    assert.equal(Animagine.previewView.summary(answer), "2 changes · 3/75 tokens");
});
