"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");

test("a box that is ours and named in the settings as well appears once", () => {
    class Text {
        closest() {
            return null;
        }
    }
    const box = new Text();
    Object.assign(globalThis, {
        HTMLTextAreaElement: Text,
        document: {querySelectorAll: (selector) => (selector.includes("textarea") ? [box] : [])},
    });
    const {Animagine} = require("./scripts.js");
    assert.equal(Animagine.boxes.appeared({selectors: ".prompt textarea"}).length, 1);
    assert.deepEqual(Animagine.boxes.appeared({selectors: ".prompt textarea"}), []);
});

test("a page may tell of more boxes, each of which appears once", () => {
    const {Animagine} = require("./scripts.js");
    const more = {box: {}, tab: "", field: "prompt", dialect: "comfyui"};
    Animagine.boxes.found(() => [more]);
    assert.deepEqual(Animagine.boxes.appeared({selectors: ""}).filter(({dialect}) => dialect), [more]);
    assert.deepEqual(Animagine.boxes.appeared({selectors: ""}), []);
});
