"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine} = require("./scripts.js");

/** Marked text → what would be replaced, and what was typed of it. `‸` is the caret. */
const at = (marked, options) => {
    const position = marked.indexOf("‸");
    const text = marked.replace("‸", "");
    const caret = Animagine.caret.at(text, position, options);
    return caret && {token: text.slice(caret.start, caret.end), query: caret.query, kind: caret.kind};
};

const CASES = [
    ["‸", "", ""],
    ["lon‸", "lon", "lon"],
    ["1girl, lon‸", "lon", "lon"],
    ["1girl,lon‸", "lon", "lon"],
    ["1girl, long h‸air, smile", "long hair", "long h"],
    ["1girl, ‸", "", ""],
    ["1girl\nsmi‸\nsolo", "smi", "smi"],
    ["1girl,\n  smi‸le ,solo", "smile", "smi"],
    ["(long h‸:1.2)", "long h", "long h"],
    ["(long h‸air:1.2), smile", "long hair", "long h"],
    ["((smi‸", "smi", "smi"],
    ["[smi‸]", "smi", "smi"],
    ["[cat|do‸]", "do", "do"],
    ["[cat:do‸:0.5]", "do", "do"],
    ["[ca‸:dog:0.5]", "ca", "ca"],
    ["{red|blu‸} hair", "blu", "blu"],
    ["{2$$blu‸}", "blu", "blu"],
    ["{0.5::blue hair|0.5::red ha‸}", "red ha", "red ha"],
    ["{0.5::blu‸e|2::red}", "blue", "blu"],
    ["1girl, 1.2::blue ha‸", "blue ha", "blue ha"],
    ["re::zero‸", "re::zero", "re::zero"],
    ["1girl BREAK smi‸", "smi", "smi"],
    ["1girl BREAK smi‸ BREAK solo", "smi", "smi"],
    ["a :1.2 AND smi‸", "smi", "smi"],
    ["smi‸ AND b", "smi", "smi"],
    ["BREAK\nsmi‸", "smi", "smi"],
    ["BREAKFAST smi‸", "BREAKFAST smi", "BREAKFAST smi"],
    ["firefly \\(honkai: st‸", "firefly \\(honkai: st", "firefly \\(honkai: st"],
    ["firefly \\(honkai: star rail\\)‸", "firefly \\(honkai: star rail\\)", "firefly \\(honkai: star rail\\)"],
    ["1girl，smi‸、solo", "smi", "smi"],
    ["(a, b), smi‸", "smi", "smi"],
    ["<lora:x:1> smi‸", "smi", "smi"],
    ["smi‸ <lora:x:1>", "smi", "smi"],
    [":‸", ":", ":"],
    ["re:ze‸", "re:ze", "re:ze"],
    [">_‸", ">_", ">_"],
    [">_<‸, smile", ">_<", ">_<"],
];

for (const [marked, token, query] of CASES) {
    test(`token under the caret: ${JSON.stringify(marked)}`, () => {
        assert.deepEqual(at(marked), {token, query, kind: "tag"});
    });
}

test("nothing is completed in a comment, where comments are on", () => {
    assert.equal(at("1girl # smi‸"), null);
    assert.equal(at("# smi‸\nsolo"), null);
    assert.equal(at("1girl # note\nsmi‸").query, "smi");
    assert.equal(at("#smi‸", {marks: [], blocks: false}).query, "#smi");
    const slashes = {marks: ["#", "//"], blocks: true};
    assert.equal(at("1girl // smi‸", slashes), null);
    assert.equal(at("1girl /* smi‸", slashes), null);
    assert.equal(at("/* 1girl\nsmi‸ */", slashes), null);
    assert.equal(at("1girl /* a */, smi‸", slashes).query, "smi");
    assert.equal(at("1girl // smi‸").query, "1girl // smi");
});

test("nor in a weight", () => {
    assert.equal(at("(smile:1.‸)"), null);
});

test("a wildcard is replaced with its underscores", () => {
    assert.deepEqual(at("a __ha‸ir__ b"), {token: "__hair__", query: "ha", kind: "wildcard"});
    assert.deepEqual(at("1girl, __‸"), {token: "__", query: "", kind: "wildcard"});
    assert.deepEqual(at("(__colors/w‸, x"), {token: "__colors/w", query: "colors/w", kind: "wildcard"});
    assert.equal(at("__hair__ smi‸").kind, "tag");
    assert.equal(at("hatsune__mi‸").kind, "tag");
});

test("a network is replaced with its brackets", () => {
    assert.deepEqual(at("1girl <‸"), {token: "<", query: "", kind: "network"});
    assert.deepEqual(at("1girl <lora:fla‸:0.8>, x"), {token: "<lora:fla:0.8>", query: "fla", kind: "network"});
    assert.deepEqual(at("<fla‸, smile"), {token: "<fla", query: "fla", kind: "network"});
    assert.equal(at("<lora:flat:0.‸8>"), null);
});

test("a bracket without its backslash belongs to a name that has one", () => {
    const text = "1girl, firefly (ho";
    const caret = Animagine.caret.at(text, text.length);
    assert.equal(caret.query, "ho");
    assert.deepEqual(caret.wider, {start: 7, query: "firefly (ho"});
    assert.equal(Animagine.caret.at("1girl, (ho", 10).wider, null);
});

test("the items around the caret end at scope boundaries", () => {
    const text = "solo, 1boy BREAK 1girl, (long_hair:1.2), <lora:x:1>, , safe # note, x\nBREAK cat";
    const place = text.indexOf(", safe");
    const caret = Animagine.caret.at(text, place);
    assert.deepEqual(Animagine.caret.around(text, caret), {before: ["1girl", "long hair"], after: ["safe"]});
});

test("what is a comment around the caret is the host's to say", () => {
    const near = (marked, comments) => {
        const place = marked.indexOf("‸");
        const text = marked.replace("‸", "");
        return Animagine.caret.around(text, Animagine.caret.at(text, place, comments), comments);
    };
    const slashes = {marks: ["#", "//"], blocks: true};
    assert.deepEqual(near("1girl // a, b\nsmile, ‸, solo # c, d", slashes), {before: ["1girl", "smile"], after: ["solo"]});
    assert.deepEqual(near("1girl /* a, b */, smile /* c\nd */, ‸", slashes).before, ["1girl", "smile"]);
    assert.deepEqual(near("1girl /* a\nsmile, ‸", {marks: [], blocks: false}).before, ["1girl /* a", "smile"]);
    assert.deepEqual(near("#1 in the world, smile, ‸", {marks: [], blocks: false}).before, ["#1 in the world", "smile"]);
    assert.deepEqual(near("1girl // a, ‸").before, ["1girl // a"]);
});

test("a megabyte is no slower than a line", () => {
    const text = "long hair, ".repeat(95000);
    const started = performance.now();
    for (let n = 0; n < 100; n++) {
        const caret = Animagine.caret.at(text, 500000 + n);
        if (caret) Animagine.caret.around(text, caret);
    }
    assert.ok((performance.now() - started) / 100 < 20, "a question on 1 MB took over 20 ms");
});

test("one endless word is left alone", () => {
    const text = "x".repeat(100000);
    assert.equal(Animagine.caret.at(text, 50000), null);
});

test("any caret in any text gives a token that holds the caret", () => {
    let seed = 7;
    const random = (most) => (seed = (seed * 16807) % 2147483647) % most;
    const pieces = ["(", ")", "[", "]", "{", "}", "\\", ",", " ", "\n", ":", "1.2", "|", "<", ">", "#", "BREAK", "AND", "a", "long hair", "，", "😀"];
    for (let n = 0; n < 3000; n++) {
        let text = "";
        for (let k = random(12); k >= 0; k--) text += pieces[random(pieces.length)];
        const position = random(text.length + 1);
        const caret = Animagine.caret.at(text, position);
        if (caret === null) continue;
        assert.ok(caret.start <= position && position <= caret.end, JSON.stringify([text, position, caret]));
    }
});
