"use strict";

/** The page's reader of the prompt language against Python's: the same cases, `tests/syntax/page_cases.json`. */

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const {Animagine} = require("./scripts.js");

const CASES = JSON.parse(fs.readFileSync(path.join(__dirname, "..", "syntax", "page_cases.json"), "utf8"));
const {at, around} = Animagine.caret;
const names = (tags) => tags.map((tag) => Animagine.match.normal(tag).trimEnd());

for (const {text, scopes, more} of CASES) {
    test(`each tag under the caret, and what stands around it: ${JSON.stringify(text)}`, () => {
        let from = 0;
        for (const scope of scopes) {
            for (const [n, tag] of scope.entries()) {
                const start = text.indexOf(tag, from);
                from = start + tag.length;
                for (let place = start + 1; place <= from; place++) {
                    const caret = at(text, place);
                    assert.deepEqual(caret && [caret.start, caret.end, caret.query], [start, from, text.slice(start, place)], `${tag} at ${place}`);
                }
                if (more) continue;
                assert.deepEqual(around(text, at(text, from)), {before: names(scope.slice(0, n)), after: names(scope.slice(n + 1))}, tag);
            }
        }
    });
}
