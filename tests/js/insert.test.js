"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine, ask, OPTIONS} = require("./scripts.js");

/** The text after the first offer, or the named one, was accepted. */
const accept = (marked, label, more = {}, options = {}) => {
    const {text, found} = ask(marked, more);
    const offer = label ? found.offers.find((each) => each.label === label) : found.offers[0];
    const {start, end, insert} = Animagine.insert.edit(text, found.caret, offer, {...OPTIONS, ...options});
    return `${text.slice(0, start)}${insert}‸${text.slice(end)}`;
};

const CASES = [
    ["lon‸", "long hair", "long hair, ‸"],
    ["1girl, lon‸", "long hair", "1girl, long hair, ‸"],
    ["1girl, long_h‸", "long hair", "1girl, long hair, ‸"],
    ["1girl, long h‸air, smile", "long hair", "1girl, long hair‸, smile"],
    ["lon‸\nsolo", "long hair", "long hair‸\nsolo"],
    ["(lon‸:1.2)", "long hair", "(long hair‸:1.2)"],
    ["(lon‸gish:1.2), solo", "long hair", "(long hair‸:1.2), solo"],
    ["(lon‸)", "long hair", "(long hair‸)"],
    ["(solo, lon‸", "long hair", "(solo, long hair‸"],
    ["[lon‸|solo]", "long hair", "[long hair‸|solo]"],
    ["[solo:lon‸:0.5]", "long hair", "[solo:long hair‸:0.5]"],
    ["lon‸ BREAK solo", "long hair", "long hair‸ BREAK solo"],
    ["solo BREAK lon‸", "long hair", "solo BREAK long hair, ‸"],
    ["lon‸ (smile)", "long hair", "long hair,‸ (smile)"],
    ["lon‸ <lora:x:1>", "long hair", "long hair‸ <lora:x:1>"],
    ["1girl, firef‸", "firefly (honkai: star rail)", "1girl, firefly \\(honkai: star rail\\), ‸"],
    ["1girl, firefly (ho‸", "firefly (honkai: star rail)", "1girl, firefly \\(honkai: star rail\\), ‸"],
    ["1girl, firefly (ho‸)", "firefly (honkai: star rail)", "1girl, firefly \\(honkai: star rail\\), ‸"],
    ["solo, ^_‸", "^_^", "solo, ^_^, ‸"],
    ["hs‸", "honkai: star rail", "honkai: star rail, ‸"],
];

for (const [marked, label, wanted] of CASES) {
    test(`${JSON.stringify(marked)} → ${JSON.stringify(wanted)}`, () => assert.equal(accept(marked, label), wanted));
}

test("a network brings its brackets and no comma", () => {
    const host = {loras: ["flat colour"], embeddings: [], styles: [], wildcards: [], comments: {marks: ["#"], blocks: false}};
    assert.equal(accept("1girl <fl‸", "", {host}), "1girl <lora:flat colour:1>‸");
    const drawn = {...host, wildcards: ["hair", "colors/warm"]};
    assert.equal(accept("1girl, __ha‸", "", {host: drawn}), "1girl, __hair__‸");
    assert.equal(accept("1girl, a __war‸ld__ dress", "", {host: drawn}), "1girl, a __colors/warm__‸ dress");
    assert.equal(accept("1girl <lora:fl‸at:0.8>, x", "", {host}), "1girl <lora:flat colour:1>‸, x");
});

test("a whole run in one step", () => {
    assert.equal(accept("1girl, safe, solo, ‸"), "1girl, safe, solo, masterpiece, high score, great score, absurdres, ‸");
});

test("a character can bring its series", () => {
    assert.equal(accept("1girl, firef‸", "", {}, {series: "always"}), "1girl, firefly \\(honkai: star rail\\), honkai: star rail, ‸");
    assert.equal(accept("honkai: star rail, firef‸", "firefly (honkai: star rail)", {}, {series: "always"}),
        "honkai: star rail, firefly \\(honkai: star rail\\), honkai \\(series\\), ‸");
    assert.equal(accept("1girl, firef‸", "", {}, {series: "never"}), "1girl, firefly \\(honkai: star rail\\), ‸");
});

test("escaping", () => {
    assert.equal(Animagine.insert.escape("a (b) [c] \\"), "a \\(b\\) \\[c\\] \\\\");
    assert.equal(Animagine.insert.escape("<b>\"x\"</b>"), "<b>\"x\"</b>");
});

test("Tab does not take what is only similar: it may be an artist, whom the list has not", () => {
    assert.equal(ask("1girl, long h‸").found.solicited, true);
    assert.equal(ask("1girl, hsr‸").found.solicited, true);
    const {found} = ask("1girl, lnog hair‸");
    assert.equal(found.offers[0].label, "long hair");
    assert.equal(found.solicited, false);
});
