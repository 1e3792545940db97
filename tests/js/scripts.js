"use strict";

/** The page's scripts without a page: evaluated as the browser does it, into one shared scope. */

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const FOLDER = path.join(__dirname, "..", "..", "javascript");
const NEEDS_A_PAGE = new Set(["start.js"]);

globalThis.window = globalThis;
for (const file of fs.readdirSync(FOLDER).filter((name) => name.endsWith(".js")).sort()) {
    if (NEEDS_A_PAGE.has(file)) continue;
    const name = path.join(FOLDER, file);
    vm.runInThisContext(fs.readFileSync(name, "utf8"), {filename: name});
}

const KINDS = [
    ["n", "count", 1], ["c", "character", 2], ["s", "series", 2], ["r", "rating", 3], ["y", "year", 4],
    ["g", "general", 4], ["q", "quality", 5], ["o", "score", 5], ["a", "resolution", 5],
].map(([letter, name, section]) => ({letter, name, section}));

const FACTS = {
    ratings: ["safe", "sensitive", "nsfw", "explicit"],
    enhancement: ["masterpiece", "high score", "great score", "absurdres"],
    negative: ["lowres", "bad anatomy", "text"],
    aspects: [["long hair", "very long hair"], ["blue eyes"], ["^_^"], ["looking at viewer"], ["long sleeves"], ["holding sword"]],
    alone: ["solo"],
};

/** @param {string} name the digit of its aspect, or a dot */
function aspectOf(name) {
    const n = FACTS.aspects.findIndex((names) => names.includes(name));
    return n < 0 ? "." : String(n);
}

/**
 * A small index.
 *
 * @param {Array<[string, string]>} rows letter and name, most used first
 * @param {Record<string, unknown>} [more]
 */
function indexOf(rows, more = {}) {
    return Animagine.index.build({
        format: 3, kinds: KINDS, facts: FACTS, known: [0, ...rows.slice(1).map(() => 1)], names: rows.map(([, name]) => name).join("\n"),
        kind_of: rows.map(([letter]) => letter).join(""), series: [], parents: [], posts: [], newer: [],
        aspect_of: rows.filter(([letter]) => letter === "g").map(([, name]) => aspectOf(name)).join(""),
        aliases: "", alias_of: [], ...more,
    });
}

const ROWS = [
    ["n", "1girl"], ["n", "2girls"], ["r", "safe"], ["r", "sensitive"], ["r", "nsfw"], ["r", "explicit"],
    ["q", "masterpiece"], ["o", "high score"], ["o", "great score"], ["a", "absurdres"],
    ["y", "year 2025"], ["y", "year 2005"], ["g", "solo"], ["g", "long hair"], ["g", "looking at viewer"],
    ["g", "blue eyes"], ["g", "^_^"], ["g", "holding sword"], ["s", "vocaloid"], ["c", "hatsune miku"],
    ["s", "honkai: star rail"], ["s", "honkai (series)"], ["c", "firefly (honkai: star rail)"],
    ["g", "very long hair"], ["g", "lowres"], ["g", "text"], ["g", "long sleeves"], ["g", "fireflies"],
];
const number = (name) => ROWS.findIndex((row) => row[1] === name);

/** The small index of most tests. */
function small() {
    return indexOf(ROWS, {
        series: [number("vocaloid"), [number("hatsune miku")],
            number("honkai: star rail"), [number("firefly (honkai: star rail)")]],
        parents: [number("honkai: star rail"), number("honkai (series)")],
        posts: [number("solo"), 5300000],
        newer: [number("firefly (honkai: star rail)")],
        aliases: "hsr\nlong-haired",
        alias_of: [number("honkai: star rail"), number("long hair")],
    });
}

const OPTIONS = Animagine.options.read({});
const NO_HOST = {loras: [], embeddings: [], styles: [], wildcards: [], comments: {marks: ["#"], blocks: false}};

/**
 * What is offered in a text; `|` is the caret.
 *
 * @param {string} marked
 * @param {Record<string, unknown>} [more]
 */
function ask(marked, more = {}) {
    const position = marked.indexOf("‸");
    const text = marked.replace("‸", "");
    return {text, found: Animagine.offers.at({text, position, negative: false, index: small(), host: NO_HOST,
        options: OPTIONS, lacking: false, ...more})};
}

module.exports = {Animagine: globalThis.Animagine, indexOf, small, ask, OPTIONS, NO_HOST, FACTS, number};
