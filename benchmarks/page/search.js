"use strict";

/**
 * The search, key by key, beside a plain regular-expression scan over the same list.
 *
 *     node --expose-gc benchmarks/page/search.js INDEX.json
 *
 * The scan is what a completer does that keeps its list as rows: one expression that looks for the
 * typed letters at the beginning of any word, over every name and alias, for each key. Both answer
 * every key many times in one run; a key's time is its median, so that a busy machine weighs less.
 */

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const TYPED = "1girl, hatsune miku, long hair, looking at viewer, firefly, masterpiece, blue eyes, holding sword";
const ROUNDS = 12;
const LIMIT = 30;
const TIMES = 10;

globalThis.window = globalThis;
const FOLDER = path.join(__dirname, "..", "..", "javascript");
for (const name of ["base.js", "lookup_starts.js", "lookup_index.js", "lookup_match.js"]) {
    vm.runInThisContext(fs.readFileSync(path.join(FOLDER, name), "utf8"), {filename: name});
}

/** What stands under the caret after each key; a blank or comma asks for nothing. */
function tokens() {
    const found = [];
    for (let n = 1; n <= TYPED.length; n++) {
        const token = TYPED.slice(0, n).split(",").pop().trimStart();
        if (token !== "") found.push(token);
    }
    return found;
}

/** Rows as a CSV completer has them: name and aliases. */
function rowsOf(file) {
    const names = file.names.split("\n");
    const aliases = names.map(() => "");
    if (file.aliases) file.aliases.split("\n").forEach((alias, n) => aliases[file.alias_of[n]] += `,${alias}`);
    return names.map((name, n) => [name, aliases[n]]);
}

function scan(rows, token) {
    const expression = new RegExp(`(^|[^a-zA-Z0-9])${token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "i");
    return rows.filter((row) => expression.test(row[0]) || (row[1] !== "" && expression.test(row[1]))).slice(0, LIMIT);
}

function timed(call) {
    const started = performance.now();
    call();
    return performance.now() - started;
}

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const sorted = (times) => Float64Array.from(times).sort();

/** Each key's median time over the rounds, in the order of the keys. */
function byKey(keys, call) {
    const times = keys.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
        keys.forEach((token, n) => times[n].push(timed(() => call(token))));
    }
    return times.map((each) => at(sorted(each), 0.5));
}

const rounds = (keys, call) => sorted(byKey(keys, call));

/** The list ten times over, the same shape of names. */
function grown(file) {
    const names = [];
    const kinds = [];
    file.names.split("\n").forEach((name, n) => {
        for (let k = 0; k < TIMES; k++) {
            names.push(k ? `${name} ${k}${String.fromCharCode(97 + (n + k) % 26)}` : name);
            kinds.push(file.kind_of[n]);
        }
    });
    return {...file, names: names.join("\n"), kind_of: kinds.join(""), series: [], parents: [], posts: [], newer: [],
        aliases: "", alias_of: []};
}

function memory() {
    globalThis.gc();
    globalThis.gc();
    const {heapUsed, arrayBuffers} = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 2 ** 20;
}

function main() {
    const text = fs.readFileSync(process.argv[2], "utf8");
    const before = memory();
    let file = JSON.parse(text);
    const cold = timed(() => { globalThis.index = Animagine.index.build(file); });
    const index = globalThis.index;
    file = null;
    const heap = memory() - before;
    const builds = sorted(Array.from({length: 7}, () => timed(() => Animagine.index.build(JSON.parse(text)))));
    console.log(`${index.size} names; ready in ${cold.toFixed(0)} ms cold, ${at(builds, 0.5).toFixed(0)} ms then (with JSON.parse); ${heap.toFixed(1)} MB`);

    const rows = rowsOf(JSON.parse(text));
    const keys = tokens();
    const ours = rounds(keys, (token) => Animagine.match.search(index, token, LIMIT));
    const theirs = rounds(keys, (token) => scan(rows, token));
    console.log(`${keys.length} keys, each the median of ${ROUNDS} rounds, in milliseconds`);
    for (const part of [0.5, 0.95, 0.99]) {
        const [one, other] = [at(ours, part), at(theirs, part)];
        console.log(`p${100 * part}: ours ${one.toFixed(4)}, scan ${other.toFixed(2)}, ${(other / one).toFixed(0)} times`);
    }

    const many = Animagine.index.build(grown(JSON.parse(text)));
    for (const token of keys) Animagine.match.search(many, token, LIMIT); // deeper sorting is done once
    const small = byKey(keys, (token) => Animagine.match.search(index, token, LIMIT));
    const large = byKey(keys, (token) => Animagine.match.search(many, token, LIMIT));
    const ratios = sorted(large.map((time, n) => time / small[n]));
    const sum = (/** @type {number[]} */ times) => times.reduce((a, b) => a + b, 0);
    console.log(`${TIMES} times the rows (${many.size}): ${(sum(large) / sum(small)).toFixed(2)} times as long for all keys,`
        + ` ${at(ratios, 0.5).toFixed(2)} by key in the median, ${at(ratios, 0.9).toFixed(2)} at p90 (more is found)`);
    const slow = sorted(Array.from({length: 40}, () => timed(() => Animagine.match.search(index, "lookign at", LIMIT))));
    console.log(`a typing error, nothing else fits: ${at(slow, 0.5).toFixed(2)} ms`);
}

main();
