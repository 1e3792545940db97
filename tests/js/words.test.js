"use strict";

const assert = require("node:assert/strict");
const {afterEach, test} = require("node:test");
require("./scripts.js");

const {words} = Animagine;
const NAVIGATOR = Object.getOwnPropertyDescriptor(globalThis, "navigator");

globalThis.HTMLElement = class {};
globalThis.document = {baseURI: "http://localhost/", querySelector: () => null};

/** @param {{setting?: string, host?: string, browser?: string[], dictionary?: Record<string, string>}} page */
async function load({setting = "auto", host = "None", browser = ["en-US"], dictionary}) {
    globalThis.opts = {animagine_language: setting, localization: host};
    globalThis.localization = dictionary;
    Object.defineProperty(globalThis, "navigator", {value: {languages: browser}, configurable: true});
    const asked = [];
    globalThis.fetch = async (address, request) => {
        asked.push(`${new URL(address).search} ${request.headers["Accept-Language"]}`);
        return Response.json({Undo: String(address).endsWith("ja") ? "取り消す" : "撤销"});
    };
    await words.load();
    return asked;
}

afterEach(() => {
    delete globalThis.opts;
    delete globalThis.localization;
    Object.defineProperty(globalThis, "navigator", NAVIGATOR ?? {value: undefined, configurable: true});
});

test("an English browser asks for nothing", async () => {
    assert.deepEqual(await load({}), []);
    assert.equal(words.say("Undo"), "Undo");
});

test("the browser's language where the host has none", async () => {
    assert.deepEqual(await load({browser: ["fr", "ja-JP", "en"]}), ["?language=ja ja"]);
    assert.equal(words.say("Undo"), "取り消す");
    assert.equal(words.say("{count} findings", {count: 3}), "3 findings");
});

test("the host's language and its own dictionary", async () => {
    const dictionary = {"Undo": "もとに", "Apply to prompt": "適用"};
    assert.deepEqual(await load({host: "ja_JP", browser: ["zh-CN"], dictionary}), []);
    assert.equal(words.language(), "ja");
    assert.equal(words.say("Undo"), "もとに");
});

test("the setting before all, the host's dictionary in another language left out", async () => {
    const dictionary = {"Undo": "もとに", "Apply to prompt": "適用"};
    assert.deepEqual(await load({setting: "zh", host: "ja_JP", dictionary}), ["?language=zh zh"]);
    assert.equal(words.say("Undo"), "撤销");
    assert.deepEqual(await load({setting: "en", host: "ja_JP", dictionary}), []);
    assert.equal(words.say("Undo"), "Undo");
});

test("without an answer it stays English", async () => {
    await load({});
    globalThis.opts = {animagine_language: "ja"};
    globalThis.fetch = async () => new Response("", {status: 404});
    await words.load();
    assert.equal(words.say("Undo"), "Undo");
});
