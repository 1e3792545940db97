"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {ask, small, FACTS, OPTIONS} = require("./scripts.js");

const labels = (marked, more) => {
    const {found} = ask(marked, more);
    return found ? found.offers.map((offer) => offer.label) : [];
};

test("a name that this WebUI cuts says so", () => {
    const host = {loras: [], embeddings: ["neg//v2"], styles: [], comments: {marks: ["#", "//"], blocks: true}};
    const [offer] = ask("neg/‸", {host}).found.offers.filter((each) => each.kind === "embedding");
    assert.equal(offer.detail, "this WebUI cuts it at //");
});

test("an empty box offers subjects", () => {
    assert.deepEqual(labels("‸"), ["1girl", "2girls"]);
    assert.equal(ask("‸").found.solicited, false);
});

test("after a count: alone, characters, then the ratings", () => {
    assert.deepEqual(labels("1girl, ‸"), ["solo", "hatsune miku", "firefly (honkai: star rail)", ...FACTS.ratings]);
});

test("after a character: its series, the narrow one first, then the ratings", () => {
    const text = "1girl, firefly \\(honkai: star rail\\), ";
    assert.deepEqual(labels(`${text}‸`), ["honkai: star rail", "honkai (series)", ...FACTS.ratings]);
    assert.deepEqual(labels(`${text}honkai: star rail, ‸`), FACTS.ratings);
});

test("no second rating", () => {
    assert.deepEqual(labels("1girl, ‸, safe"), ["solo", "hatsune miku", "firefly (honkai: star rail)"]);
});

test("at the end: the whole enhancement run, then what is missing of it", () => {
    assert.deepEqual(labels("1girl, safe, solo, ‸"), [FACTS.enhancement.join(", "), ...FACTS.enhancement]);
    assert.deepEqual(labels("1girl, solo, masterpiece, absurdres, ‸"), ["high score, great score", "high score", "great score"]);
    assert.deepEqual(labels(`1girl, ${FACTS.enhancement.join(", ")}, ‸`), []);
    assert.deepEqual(labels("1girl, solo, ‸, long hair"), []);
});

test("after a tag: what the next aspects lack, behind what the structure lacks", () => {
    assert.deepEqual(labels("1girl, long hair, ‸, smile"), ["blue eyes", "^_^", "looking at viewer"]);
    assert.deepEqual(labels("1girl, long hair, blue eyes, looking at viewer, ‸, x"), ["long sleeves", "holding sword", "^_^"]);
    assert.deepEqual(labels("long hair, ‸, x"), ["1girl", "2girls", "blue eyes", "^_^", "looking at viewer"]);
    assert.deepEqual(labels("1girl, hatsune miku, long hair, ‸, x")[0], "vocaloid");
    assert.deepEqual(labels("1girl, long hair, ‸").slice(0, 2), [FACTS.enhancement.join(", "), "blue eyes"]);
    assert.deepEqual(labels("1girl, safe, ‸, x"), ["long hair", "very long hair", "blue eyes", "^_^"]);
    assert.deepEqual(labels("1girl, hatsune miku, vocaloid, safe, ‸, x"), ["^_^", "looking at viewer", "long sleeves"]);
});

test("after a tag of which nothing is known: nothing", () => {
    assert.deepEqual(labels("1girl, fireflies, ‸, x"), []);
    assert.deepEqual(labels("1girl, some words, ‸, x"), []);
});

test("the negative box offers the recommended tags", () => {
    assert.deepEqual(labels("‸", {negative: true}), ["lowres, bad anatomy, text", "lowres", "bad anatomy", "text"]);
    assert.deepEqual(labels("text, ‸", {negative: true}), ["lowres, bad anatomy", "lowres", "bad anatomy"]);
});

test("a scope knows only its own tags", () => {
    assert.deepEqual(labels("1girl, safe BREAK ‸"), ["1girl", "2girls"]);
});

test("ye: the years, the newest first", () => {
    assert.deepEqual(labels("1girl, ye‸").slice(0, 2), ["year 2025", "year 2005"]);
});

test("what fits the place comes first, nothing is left out", () => {
    assert.equal(labels("1girl, fire‸")[0], "firefly (honkai: star rail)");
    assert.equal(labels("1girl, safe, solo, fire‸")[0], "fireflies");
    assert.equal(labels("1girl, safe, solo, fire‸").length, 2);
});

test("the series of a character in the prompt comes first", () => {
    assert.equal(labels("1girl, firefly \\(honkai: star rail\\), ho‸")[0], "honkai: star rail");
});

test("a tag that is there already is marked and stands behind", () => {
    const {found} = ask("1girl, long hair, lon‸");
    assert.deepEqual(found.offers.map((offer) => [offer.label, offer.present]),
        [["long sleeves", false], ["very long hair", false], ["long hair", true]]);
});

test("offers carry what is shown", () => {
    const {found} = ask("firef‸");
    const [offer] = found.offers;
    assert.equal(offer.kind, "character");
    assert.equal(offer.detail, "honkai: star rail");
    assert.deepEqual(offer.series, ["honkai: star rail", "honkai (series)"]);
    assert.equal(offer.newer, true);
    assert.equal(offer.rank, 2);
    assert.equal(ask("solo‸").found.offers[0].posts, 5300000);
});

test("beside another completer only what it lacks", () => {
    assert.deepEqual(labels("1girl, s‸", {lacking: true}), ["safe", "sensitive", "high score", "great score"].filter((name) => labels("1girl, s‸").includes(name)));
    assert.deepEqual(labels("lon‸", {lacking: true}), []);
    assert.deepEqual(labels("‸", {lacking: true}), ["1girl", "2girls"]);
    assert.deepEqual(labels("<‸", {lacking: true, host: {loras: ["flat"], embeddings: [], styles: [], comments: {marks: ["#"], blocks: false}}}), []);
});

const HOST = {
    loras: ["flat colour", "pixel art"], embeddings: ["easynegative"], comments: {marks: ["#"], blocks: false},
    styles: [{name: "cinema", prompt: "{prompt}, film grain", negative_prompt: ""}],
};

test("the host's LoRAs, embeddings and styles", () => {
    assert.deepEqual(labels("<‸", {host: HOST}), ["flat colour", "pixel art"]);
    assert.deepEqual(labels("<lora:pix‸", {host: HOST}), ["pixel art"]);
    assert.deepEqual(ask("easy‸", {host: HOST}).found.offers.map((offer) => [offer.kind, offer.raw]), [["embedding", "easynegative"]]);
    assert.deepEqual(ask("cine‸", {host: HOST}).found.offers.map((offer) => [offer.kind, offer.raw]), [["style", "film grain"]]);
    assert.equal(ask("cine‸", {host: HOST, negative: true}).found, null);
});

test("the host's names stand behind the best tags, before those that only somehow fit", () => {
    const host = {loras: [], embeddings: ["longneg", "hatsunx neg"], styles: [], comments: {marks: ["#"], blocks: false}};
    assert.deepEqual(labels("long‸", {host}).slice(0, 4), ["long hair", "long sleeves", "very long hair", "longneg"]);
    assert.deepEqual(labels("hatsunx‸", {host}), ["hatsunx neg", "hatsune miku"]);
});

test("without tag lists the host's names are offered still", () => {
    assert.deepEqual(labels("easy‸", {host: HOST, index: null}), ["easynegative"]);
    assert.deepEqual(labels("‸", {host: HOST, index: null}), []);
});

test("never more than the limit", () => {
    assert.ok(labels("s‸", {options: {...OPTIONS, limit: 3}}).length <= 3);
    assert.equal(small().size > 3, true);
});
