"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const {Animagine} = require("./scripts.js");

globalThis.Element = class {
    constructor(own = false) {
        this.own = own;
    }

    closest() {
        return this.own ? this : null;
    }
};

/** What the page's parts say, when they are asked for it. */
const page = {};
globalThis.MutationObserver = class {
    constructor(changed) {
        page.changed = changed;
    }

    observe(body, options) {
        page.observed = [body, options];
    }
};
globalThis.document = {
    body: "body",
    hidden: false,
    addEventListener: (name, act) => {
        page[name] = act;
    },
};
globalThis.setInterval = (act) => {
    page.tick = act;
};

const told = [];
const tell = (name) => () => told.push(name);
const since = () => told.splice(0);
const change = (own) => ({type: "childList", target: new Element(own)});

Animagine.watch.built(tell("built"));
Animagine.watch.looked(() => {
    throw new Error("of one");
}, tell("looked"));
Animagine.watch.typed((event) => told.push(event));
Animagine.watch.pressed((event) => told.push(event));
Animagine.watch.start();

test("at the start, who waits for elements is told of those that are there", () => {
    assert.deepEqual(since(), ["built"]);
    assert.deepEqual(page.observed, ["body", {childList: true, subtree: true, characterData: false}]);
});

test("what is typed and pressed is told with its event", () => {
    page.input("an input");
    page.click("a click");
    assert.deepEqual(since(), ["an input", "a click"]);
});

test("many changes of the page are told once, and ours not at all", async () => {
    page.changed([change(true)]);
    await new Promise((done) => setTimeout(done, 400));
    assert.deepEqual(since(), []);
    page.changed([change(true), change(false)]);
    page.changed([change(false)]);
    await new Promise((done) => setTimeout(done, 400));
    assert.deepEqual(since(), ["built"]);
});

test("an error of one is no other's trouble, and is not lost", () => {
    const {setTimeout} = globalThis;
    globalThis.setTimeout = (act) => {
        page.later = act;
    };
    page.tick();
    globalThis.setTimeout = setTimeout;
    assert.deepEqual(since(), ["looked"]);
    assert.throws(page.later, /of one/);
});

test("a page that nobody sees is not looked at", () => {
    document.hidden = true;
    page.tick();
    assert.deepEqual(since(), []);
});
