"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine} = require("./scripts.js");

const {chips, edited, weighed, carried, removed} = Animagine.chipsText;

/** Chips of the words between commas, as the server would list them. */
function listed(text, more = {}) {
    const found = [...text.matchAll(/[^,]*[^,\s]/g)].map((match) => {
        const start = (match.index ?? 0) + match[0].length - match[0].trimStart().length;
        const end = (match.index ?? 0) + match[0].length;
        const tail = /^,\s*/.exec(text.slice(end));
        const removal = tail ? {start, end: end + tail[0].length, text: ""} : {start: Math.max(0, text.lastIndexOf(",", start)), end, text: ""};
        return {start, end, inside: {start, end}, kind: "general", text: text.slice(start, end), weight: 1, scope: 0, moves: true, removal, change: "", reason: "", ...more[text.slice(start, end)]};
    });
    return chips(found, text);
}

/** After an action every chip must still stand on its own words. */
function stands(text, {edit, chips: all}) {
    const after = edited(text, edit);
    for (const chip of all) assert.equal(after.slice(chip.inside.start, chip.inside.end), chip.text);
    return after;
}

test("places are counted as the browser does", () => {
    const text = "🎨🎨, hat";
    const [chip] = chips([{start: 4, end: 7, inside: {start: 4, end: 7}, removal: {start: 2, end: 7, text: ""}}], text);
    assert.deepEqual([chip.start, chip.end, chip.removal], [6, 9, {start: 4, end: 9, insert: ""}]);
});

test("weighing one leaves the others where they are, again and again", () => {
    let text = "a , b,\n c";
    let all = listed(text);
    for (const wanted of ["a , (b:1.1),\n c", "a , (b:1.2),\n c", "a , (b:1.3),\n c"]) {
        const done = weighed(text, all, 1, 1);
        text = stands(text, done);
        all = done.chips;
        assert.equal(text, wanted);
    }
    assert.equal(all[1].weight, 1.3);
    assert.equal(edited(text, removed(all, 1).edit), "a , c");
});

test("an item is carried over others, and what parts them stays", () => {
    const text = "a , b,\n c,d";
    assert.equal(stands(text, carried(text, listed(text), 0, 2)), "b , c,\n a,d");
    assert.equal(stands(text, carried(text, listed(text), 3, 0)), "d , a,\n b,c");
    assert.equal(carried(text, listed(text), 1, 1), null);
});

test("what does not move stays in its place, and is passed", () => {
    const text = "a, BREAK, b";
    const all = listed(text, {BREAK: {moves: false}});
    assert.equal(stands(text, carried(text, all, 0, 2)), "b, BREAK, a");
    assert.equal(carried(text, all, 1, 0), null);
    const other = listed(text, {BREAK: {moves: false}, b: {scope: 1}});
    assert.equal(carried(text, other, 0, 2), null);
});

test("what parts others stays as it is; syntax that moves does not count as such", () => {
    const text = "a, BREAK, [b|c]";
    const all = listed(text, {BREAK: {kind: "syntax", moves: false, removal: null}, "[b|c]": {kind: "syntax"}});
    assert.equal(weighed(text, all, 1, 1), null);
    const {edit, chips: moved} = carried(text, all, 2, 0);
    assert.equal(edited(edited(text, edit), weighed(edited(text, edit), moved, 0, 1).edit), "([b|c]:1.1), BREAK, a");
});

test("what is switched off is written and read with its place", () => {
    const {read, written, followed} = Animagine.off;
    const found = read("4 hat\n1 (a, b:1.2)\nnonsense\n99999 far", "🎨, dog");
    assert.deepEqual(found.map(({at, tag}) => [at, tag]), [[2, "(a, b:1.2)"], [5, "hat"], [7, "far"]]);
    assert.equal(written(found, "🎨, dog"), "1 (a, b:1.2)\n4 hat\n6 far");
    assert.deepEqual(followed(found, "🎨, dog", "🎨, a, dog").map(({at}) => at), [2, 8, 10]);
});

test("off and on again is the same text, and the same place among others", () => {
    const {added, returned} = Animagine.off;
    const text = "a , b,\n c,d";
    for (const at of [0, 1, 2, 3]) {
        const all = listed(text);
        const done = removed(all, at);
        const off = added([], text, all[at], done);
        const after = edited(text, done.edit);
        const back = returned(off, 0, after, done.chips);
        assert.equal(stands(after, back), text);
        assert.deepEqual(back.off, []);
    }
});

test("one that nobody knows more of than its place goes behind the tag in front of it", () => {
    const {read, returned} = Animagine.off;
    const text = "a , b";
    const put = (line) => edited(text, returned(read(line, text), 0, text, listed(text)).edit);
    assert.deepEqual(["0 x", "1 x", "2 x", "4 x", "5 x"].map(put), ["x, a , b", "a, x , b", "a, x , b", "a, x , b", "a , b, x"]);
    assert.equal(edited("", returned(read("0 x", ""), 0, "", []).edit), "x");
});
