"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine, indexOf, small} = require("./scripts.js");

const index = small();
const names = (query, limit) => Animagine.match.search(index, query, limit).map((hit) => index.name(hit.id));

test("the beginning of a name, of a word, of an alias", () => {
    assert.deepEqual(names("lon"), ["long hair", "long sleeves", "very long hair"]);
    assert.deepEqual(names("miku"), ["hatsune miku"]);
    assert.deepEqual(names("hsr"), ["honkai: star rail"]);
    assert.equal(names("hai")[0], "long hair");
    assert.deepEqual(names("star"), ["honkai: star rail", "firefly (honkai: star rail)"]);
});

test("typed as people type", () => {
    for (const typed of ["long_ha", "LONG HA", "  long   ha", "ｌｏｎｇ ha"]) assert.equal(names(typed)[0], "long hair", typed);
    assert.deepEqual(names("firefly \\(honkai"), ["firefly (honkai: star rail)"]);
    assert.deepEqual(names("firefly (honkai"), ["firefly (honkai: star rail)"]);
    assert.deepEqual(names("^_"), ["^_^"]);
});

test("a whole name comes before a more used beginning", () => {
    const list = indexOf([["g", "vest"], ["g", "very long hair"], ["g", "v"]]);
    assert.equal(list.name(Animagine.match.search(list, "v")[0].id), "v");
});

test("in another order, inside a word, with a typing error: only where nothing begins so", () => {
    assert.deepEqual(names("miku hats"), ["hatsune miku"]);
    assert.deepEqual(names("ster"), ["masterpiece"]);
    for (const typo of ["hastune", "hatsne mi", "hatssune", "hatzune miku", "ahtsune"]) {
        assert.deepEqual(names(typo), ["hatsune miku"], typo);
    }
    assert.deepEqual(names("xq"), []);
    assert.deepEqual(names("zzzzzz"), []);
});

test("what matched is told", () => {
    const [hit] = Animagine.match.search(index, "viewer");
    assert.deepEqual(hit.ranges, [[11, 17]]);
    const [alias] = Animagine.match.search(index, "hs");
    assert.equal(index.alias(alias.alias), "hsr");
    assert.deepEqual(alias.ranges, [[0, 2]]);
});

test("the limit is kept, the best stay", () => {
    assert.deepEqual(names("lon", 1), ["long hair"]);
});

test("a blank or an endless query finds nothing", () => {
    assert.deepEqual(names(""), []);
    assert.deepEqual(names("   "), []);
    assert.deepEqual(names("a".repeat(10000)), []);
});

test("look-ups", () => {
    assert.equal(index.name(index.lookUp("long hair")), "long hair");
    assert.equal(index.name(index.lookUp("hsr")), "honkai: star rail");
    assert.equal(index.lookUp("long"), -1);
    assert.equal(index.lookUp(""), -1);
    const firefly = index.lookUp("firefly (honkai: star rail)");
    assert.deepEqual(index.series(firefly).map((id) => index.name(id)), ["honkai: star rail", "honkai (series)"]);
    assert.ok(index.newer.has(firefly));
});

test("names of every shape are kept and found", () => {
    const odd = ["<img src=x onerror=alert(1)>", "\"quoted\" 'name'", "\u202eabc\u202c", "初音ミク", "a".repeat(10000), "ÀÉ", "İstanbul"];
    const list = indexOf(odd.map((name) => ["g", name]));
    odd.forEach((name, id) => assert.equal(list.name(id), name));
    const first = (query) => list.name(Animagine.match.search(list, query)[0].id);
    assert.equal(first("初音"), "初音ミク");
    assert.equal(first("<img"), odd[0]);
    assert.equal(first("img src"), odd[0]);
    assert.equal(first("aaaaaaaaaaaaaaaaaaaa"), odd[4]);
});

test("the sorted starts find what a plain walk finds, at any length", () => {
    let seed = 11;
    const random = (most) => (seed = (seed * 16807) % 2147483647) % most;
    const words = ["long", "longing", "hair", "(series)", "honkai:", "star", "rail", "a", "aa", "aaa", "é", "x-y", "miku", "hatsune", "princess", "princesses"];
    const rows = [];
    for (let n = 0; n < 3000; n++) {
        let name = words[random(words.length)];
        for (let k = random(4); k > 0; k--) name += ` ${words[random(words.length)]}`;
        rows.push(name);
    }
    const text = `${rows.join("\n")}\n`;
    const places = Uint32Array.from(rows, (_, n) => rows.slice(0, n).join("\n").length + (n ? 1 : 0));
    const starts = new Animagine.starts.Starts(text, places);
    for (let n = 0; n < 500; n++) {
        const row = rows[random(rows.length)];
        const query = row.slice(0, 1 + random(row.length));
        const wanted = rows.flatMap((name, at) => name.startsWith(query) ? [at] : []).slice(0, Animagine.starts.FEW);
        assert.deepEqual([...starts.find(query)], wanted, query);
        assert.equal(starts.has(query), true);
    }
    assert.equal(starts.find("zebra").length, 0);
    assert.equal(starts.has("longx"), false);
});

test("an empty list and a foreign format", () => {
    assert.deepEqual(Animagine.match.search(indexOf([]), "long"), []);
    assert.throws(() => Animagine.index.build({format: 1}), /format 1/);
});
