"use strict";

const assert = require("node:assert/strict");
const {test} = require("node:test");
require("./scripts.js");

globalThis.HTMLElement = class {};
globalThis.document = {baseURI: "http://localhost/", querySelector: () => null};

/** @param {() => Promise<any>} answering stands in for the network */
async function why(answering, patience = 5000) {
    globalThis.fetch = answering;
    const asked = Animagine.http.post("check", "{}", new AbortController(), patience);
    return asked.then(() => assert.fail("it was answered"), (error) => error.message);
}

const answer = (/** @type {any} */ body, status = 422) => async () => new Response(body, {status});

test("a network that is gone", async () => {
    assert.equal(await why(() => Promise.reject(new TypeError("Failed to fetch"))), "the server cannot be reached");
});

test("our own refusal, in its own words", async () => {
    assert.equal(await why(answer('{"detail": {"message": "width is 0", "field": "width"}}')), "width is 0");
    assert.equal(await why(answer('{"detail": "this server asks for credentials"}', 401)), "this server asks for credentials");
});

test("somebody else's refusal, by its number", async () => {
    for (const body of ["busy", "null", "[]", '{"detail": [1]}', '{"detail": ""}']) {
        assert.equal(await why(answer(body, 503)), "it answered with status 503");
    }
});

test("an answer that is none of ours", async () => {
    assert.equal(await why(answer("<html>", 200)), "the answer of the server cannot be read");
});

test("no answer in time", async () => {
    const never = (/** @type {any} */ _address, /** @type {any} */ request) => new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => reject(request.signal.reason));
    });
    assert.equal(await why(never, 20), "no answer within 0.02 seconds");
});
