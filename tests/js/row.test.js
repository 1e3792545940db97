"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine, ask, NO_HOST, OPTIONS} = require("./scripts.js");

/** What is offered, may Tab take it, and the text with the first offer. */
const row = (marked, more = {}) => {
    const {text, found} = ask(marked, more);
    if (found === null) return null;
    const {start, end, insert} = Animagine.insert.edit(text, found.caret, found.offers[0], OPTIONS);
    return [found.offers[0].label, found.solicited, `${text.slice(0, start)}${insert}‸${text.slice(end)}`];
};

const CASES = [
    ["1girl solo long_hair blue_ey‸", "blue eyes", true, "1girl solo long_hair blue eyes, ‸"],
    ["1girl solo lon‸", "long hair", true, "1girl solo long hair, ‸"],
    ["1girl solo long h‸", "long hair", true, "1girl solo long hair, ‸"],
    ["long hair blue ey‸", "blue eyes", true, "long hair blue eyes, ‸"],
    ["1girl solo blue_ey‸es long_hair", "blue eyes", true, "1girl solo blue eyes,‸ long_hair"],
    ["smile, (1girl solo blue_ey‸:1.2)", "blue eyes", true, "smile, (1girl solo blue eyes‸:1.2)"],
    ["1girl solo firefly (ho‸", "firefly (honkai: star rail)", true, "1girl solo firefly \\(honkai: star rail\\), ‸"],
    ["1girl solo firefly (ho‸)", "firefly (honkai: star rail)", true, "1girl solo firefly \\(honkai: star rail\\), ‸"],
    ["1girl solo firefly \\(ho‸", "firefly (honkai: star rail)", true, "1girl solo firefly \\(honkai: star rail\\), ‸"],
    ["1girl solo firefly (ho‸nkai: star rail)", "firefly (honkai: star rail)", true, "1girl solo firefly \\(honkai: star rail\\), ‸"],
    ["1girl solo firefly \\(ho‸nkai: star rail\\)", "firefly (honkai: star rail)", true, "1girl solo firefly \\(honkai: star rail\\), ‸"],
    ["1girl solo firefly (ho‸ smile", "firefly (honkai: star rail)", true, "1girl solo firefly \\(honkai: star rail\\),‸ smile"],
    // a word that no list has, an artist's say, does not silence the row
    ["1girl wlop solo blue_ey‸", "blue eyes", true, "1girl wlop solo blue eyes, ‸"],
    // but it may go on with the next one, which Tab then leaves alone
    ["1girl solo wlop lon‸", "long hair", false, "1girl solo wlop long hair, ‸"],
    ["1girl solo fireflies lon‸", "long hair", false, "1girl solo fireflies long hair, ‸"],
];

for (const [marked, label, solicited, written] of CASES) {
    test(`in a row without commas: ${JSON.stringify(marked)}`, () => assert.deepEqual(row(marked), [label, solicited, written]));
}

test("a row that is longer than what is looked at", () => {
    const [label, solicited] = row(`${"1girl solo long_hair ".repeat(40)}blue_ey‸`);
    assert.deepEqual([label, solicited], ["blue eyes", true]);
});

test("a sentence is no row, and two words may be a name", () => {
    assert.equal(row("the girl is holding her very lon‸"), null);
    assert.equal(row("sam lon‸"), null);
    assert.equal(row("fireflies lon‸"), null);
});

test("what the row has already is marked in the list", () => {
    const {found} = ask("1girl long_hair solo lon‸");
    assert.deepEqual(found.offers.filter((offer) => offer.present).map((offer) => offer.label), ["long hair"]);
});

test("the host's names fit the last words too", () => {
    const host = {...NO_HOST, embeddings: ["longneg"]};
    assert.ok(ask("1girl solo long‸", {host}).found.offers.some((offer) => offer.raw === "longneg"));
});

test("an embedding is written as what reads the box wants it", () => {
    const host = {...NO_HOST, embeddings: ["longneg"]};
    const raws = (marked, more) => ask(marked, {host, ...more}).found.offers.filter(({kind}) => kind === "embedding").map(({raw}) => raw);
    assert.deepEqual(raws("solo, longn‸", {}), ["longneg"]);
    assert.deepEqual(raws("solo, longn‸", {dialect: "comfyui"}), ["embedding:longneg"]);
    assert.deepEqual(raws("solo, embedding:longn‸", {dialect: "comfyui"}), ["embedding:longneg"]);
});
