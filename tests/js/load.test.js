"use strict";

const assert = require("node:assert/strict");
const {test} = require("node:test");
require("./scripts.js");

globalThis.HTMLElement = class {};
globalThis.document = {baseURI: "http://localhost/", querySelector: () => null};

/** What a server of 0.1 answers, which runs until it is started anew. */
const NAMES_OF_0_1 = {tags: "0123456789abcdef", loras: ["flat"], embeddings: [], styles: []};
const TAGS = {
    format: 3, kinds: [], facts: {ratings: [], enhancement: [], negative: [], alone: [], aspects: []}, aspect_of: "", known: [], names: "", kind_of: "",
    series: [], parents: [], posts: [], newer: [], aliases: "", alias_of: [],
};

test("a server of 0.1 tells no comments, and # is one as it was there", async () => {
    globalThis.fetch = async (address) => Response.json(String(address).includes("names") ? NAMES_OF_0_1 : TAGS);
    await Animagine.load.start();
    assert.deepEqual(Animagine.load.host().loras, ["flat"]);
    assert.deepEqual(Animagine.load.host().comments, {marks: ["#"], blocks: false});
});
